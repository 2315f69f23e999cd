"""Plays the sit-downs of nine months, by duty: what is kept, what each day brings, what happens in the room. Roof."""

from floortime.demo.meetings.days import Meetings

__all__ = ["Meetings"]
