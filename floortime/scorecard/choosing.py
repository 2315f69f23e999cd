"""What an address asks of a page of figures; knows the request."""

from flask import request


def chosen(name: str, offered: tuple[str, ...]) -> str:
    """What the address asks for; the first where it asks in vain."""
    wanted = request.args.get(name, "")
    return wanted if wanted in offered else offered[0]
