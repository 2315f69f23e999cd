"""The verbs of people, by duty: guests, signing in, sessions, roles, delegates, erasing, importing."""

from floortime.people.actions.guests import add_guest

__all__ = ["add_guest"]
