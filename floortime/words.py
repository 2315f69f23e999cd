"""Gettext without a framework: the reader's language is a context variable, letters set their own; knows paths."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Any, Self

from floortime.paths import TRANSLATIONS

LANGUAGES = {"en": "English", "nl": "Nederlands", "sv": "Svenska", "nb": "Norsk"}
COMPLETE = ("en", "nl", "sv", "nb")
SOURCE = "en"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def language() -> str:
    """The language that words come out in right now."""
    return _language.get()


def speak(code: str) -> None:
    """Set the language for the rest of this request."""
    _language.set(code if code in LANGUAGES else SOURCE)


@contextmanager
def in_language(code: str | None) -> Iterator[None]:
    """Speak another language for a while: a letter is written in its reader's."""
    token = _language.set(code if code in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(code: str) -> NullTranslations:
    """The messages of a language; from the compiled file, else compiled in memory from a source checkout's."""
    folder = TRANSLATIONS / code / "LC_MESSAGES"
    source, compiled = folder / "floortime.po", folder / "floortime.mo"
    if compiled.is_file() and not (source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    if not source.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        messages = read_po(file, locale=code)
    memory = BytesIO()
    write_mo(memory, messages)
    memory.seek(0)
    return GNUTranslations(memory)


def _(message: str, /, **values: object) -> str:
    """The message in the current language, its `%(name)s` places filled."""
    said = catalogue(_language.get()).gettext(message)
    return said % values if values else said


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Like `_`, for a word that means different things in different places."""
    said = catalogue(_language.get()).pgettext(context, message)
    return said % values if values else said


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The singular or plural for n, its `%(n)s` and other places filled."""
    return catalogue(_language.get()).ngettext(one, many, n) % {"n": n, **values}


Kept = tuple[str, dict[str, object]]
"""A sentence in English, and its values, as a table keeps it."""


def rubbed(kept: Kept, rub: Callable[[str], str]) -> Kept:
    """The same sentence with something done to the words among its values, and nothing to our own."""
    said, values = kept
    nested: dict[str, Any] = dict(values)
    return said, {
        name: rubbed((one[0], one[1]), rub)
        if isinstance(one, list | tuple)
        else rub(one)
        if isinstance(one, str)
        else one
        for name, one in nested.items()
    }


class lazy(str):  # noqa: N801 - reads like the function it stands in for
    """A message at module level, put into words only when somebody reads it (labels of forms, stages).

    It is a `str`, its English, so that libraries take it for one; whoever prints it gets the reader's language.
    """

    __slots__ = ("values",)
    values: dict[str, object]

    def __new__(cls, message: str, /, **values: object) -> Self:
        made = super().__new__(cls, message)
        made.values = values
        return made

    @property
    def kept(self) -> Kept:
        """What is said, and of what, which may be said in words of ours itself: `again` makes the same of it for any reader."""
        values = {name: one.kept if isinstance(one, lazy) else one for name, one in self.values.items()}
        return str.__str__(self), values

    @classmethod
    def again(cls, kept: Kept) -> Self:
        """What was kept, to be said in the language of whoever reads it now."""
        said, values = kept
        nested: dict[str, Any] = dict(values)
        return cls(
            said,
            **{
                name: cls.again((one[0], one[1])) if isinstance(one, list | tuple) else one
                for name, one in nested.items()
            },
        )

    def __str__(self) -> str:
        return _(str.__str__(self), **self.values)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __mod__(self, values: object) -> str:
        return str(self) % values


def capital(said: str) -> str:
    """Begun as a sentence begins, whatever stands first in it."""
    return said[:1].upper() + said[1:]


def numeral(n: int) -> str:
    """A count in words to twelve, in figures beyond: how sentences say it."""
    said = (
        _("none"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
        _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return said[n] if 0 <= n < len(said) else str(n)
