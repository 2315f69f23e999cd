"""Pages of people: signing in, one's own page, the list, adding, imports, the house."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from floortime.people.views import adding, house, importing, me, roster, signing, teams  # noqa: E402 - each adds its routes to `bp`

__all__ = ["adding", "bp", "house", "importing", "me", "roster", "signing", "teams"]
