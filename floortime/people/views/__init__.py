"""Pages of people: signing in, one's own page, the list, imports, the house."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from floortime.people.views import me, signing  # noqa: E402 - each adds its routes to `bp`

__all__ = ["bp", "me", "signing"]
