"""Where the pages in the room hang, and who may open one; knows web."""

from flask import Blueprint

from floortime.capture.access import may_capture
from floortime.sitdowns.model import Sitdown
from floortime.web.acts import allowed, found, me, reading

bp = Blueprint("capture", __name__)


def mine(sitdown_id: int) -> Sitdown:
    """The sit-down, if this reader writes down what is said there."""
    sitdown = found(reading(), Sitdown, sitdown_id)
    allowed(may_capture(me(), sitdown), see=False)
    return sitdown
