"""What templates stand on: gettext, each sentence looked up once a language, the addresses of files, their compiled form; knows words, paths."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import current_app
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    Template,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from floortime import words
from floortime.paths import STATIC, folder

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


def compiled(data: Path) -> BytecodeCache | None:
    """Where compiled templates outlive the process, as Python keeps its own: a start reads them instead of compiling.

    A template that changed is compiled anew. None where nothing can be kept: then each start compiles.
    """
    kept = data / "templates"
    try:
        kept.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(kept), "%s.compiled")


@pass_context
def asset(_context: Context, name: str) -> str:
    """A filter: the address of a static file. It takes the context so that Jinja does not write the address into
    the compiled template, which may outlive the file's content."""
    return _address(name)


@cache
def _address(name: str) -> str:
    """With a hash of the content in it, so that browsers may keep the file for ever."""
    digest = hashlib.blake2s((STATIC / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{digest}/{name}"


@cache
def row_template(name: str) -> Template:
    """A template of one row, which takes ready words and nothing of the request."""
    env = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=current_app.jinja_env.bytecode_cache,
    )
    env.filters["asset"] = asset
    return env.get_template(name)
