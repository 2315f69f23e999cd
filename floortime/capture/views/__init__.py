"""Pages in the room: three buttons, a line each, who is here, the read-back, done."""

from floortime.capture.views import here, noting, room
from floortime.capture.views.blueprint import bp

__all__ = ["bp", "here", "noting", "room"]
