"""What the lists of home share: how many rows a day takes, and the public title of an entry."""

from sqlalchemy import and_

from floortime.obstacles.model import Obstacle, Wording

MOST = 30
"""What a person can do in a day; the rest is on the follow-ups page."""
TITLE = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)
"""Joins an entry's words in its own language."""
