"""Gettext as templates call it: each sentence looked up and marked safe once a language; knows words."""

from collections.abc import Callable
from functools import cache

from markupsafe import Markup

from floortime import words

# Jinja's own newstyle wrappers ask the context for the function, and the catalogue for the sentence, at every
# call; a page says fifty sentences. What is looked up here was written in a template, so it is finite.


@cache
def _said(code: str, message: str) -> Markup:
    return Markup(words.catalogue(code).gettext(message))  # noqa: S704 - a template's own words


@cache
def _whole(code: str, message: str) -> Markup:
    return _said(code, message) % {}


def _gettext(message: str, /, **values: object) -> Markup:
    """The sentence in the reader's language; its values are escaped as they are filled in."""
    if not values:
        return _whole(words.language(), message)
    return _said(words.language(), message) % values


def _ngettext(one: str, many: str, n: int, /, **values: object) -> Markup:
    """The sentence for n; `%(num)s` is n unless told otherwise."""
    said = Markup(words.catalogue(words.language()).ngettext(one, many, n))  # noqa: S704 - a template's own words
    return said % {"num": n, **values}


def _pgettext(context: str, message: str, /, **values: object) -> Markup:
    """Like `_gettext`, for a word that means different things in different places."""
    said = Markup(words.catalogue(words.language()).pgettext(context, message))  # noqa: S704 - a template's own words
    return said % values


GETTEXT: dict[str, Callable[..., Markup]] = {
    "_": _gettext,
    "gettext": _gettext,
    "ngettext": _ngettext,
    "pgettext": _pgettext,
}
