"""What the pages of obstacles share: the blueprint, and how numbers of voices are said; knows web."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint
from sqlalchemy.exc import IntegrityError

bp = Blueprint("obstacles", __name__)

Outcome = TypeVar("Outcome")


def once(do: Callable[[], Outcome]) -> Outcome:
    """Carry out a change that a key or a unique row makes once.

    Of two at the same moment the database stops the second; tried again, it finds what the first one did.
    """
    try:
        return do()
    except IntegrityError:
        return do()
