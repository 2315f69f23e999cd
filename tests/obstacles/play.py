"""Short ways for tests to an obstacle in a given stage."""

from floortime.act import NOBODY
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.sorting import publish_obstacle
from floortime.obstacles.model import Obstacle

WORDS = "Fatima said that we see the outage map after the customer does"
TITLE = "We see the outage map after the customer does"


def raised(stage, cast, **more):
    """An obstacle that waits to be sorted, said by nobody known."""
    given = {"words": WORDS, "language": "en", "channel": "web", "site_id": cast.utrecht.id}
    with stage.act(NOBODY) as act:
        return raise_obstacle(act, **{**given, **more})


def publish(stage, cast, found, *, title=TITLE, body="", dimension="tools", department=None):
    """Sort what was raised into the log, asked of a department."""
    with stage.act(cast.dee) as act:
        obstacle = act.session.get(Obstacle, found.id)
        publish_obstacle(
            act,
            obstacle,
            title=title,
            body=body,
            department_id=(department or cast.customer).id,
            dimension=dimension,
            site_id=obstacle.site_id,
        )
    return obstacle


def published(stage, cast, *, title=TITLE, body="", dimension="tools", department=None, **more):
    """An obstacle in the log."""
    found = raised(stage, cast, **more)
    return publish(stage, cast, found, title=title, body=body, dimension=dimension, department=department)
