"""Letters put into words: templates/letters/<event>.{txt,html} in the recipient's language and zone; knows words, paths."""

import re
from datetime import date
from functools import cache
from html import unescape

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from msgspec import Struct

from floortime import dates, words
from floortime.paths import folder

NAMELESS = "\N{WORD JOINER}\N{WORD JOINER}"
"""Stands where a name would, and is taken out with the comma after it."""
_HAIL = re.compile(NAMELESS + r",\s*(\w?)|" + NAMELESS)


class Recipient(Struct, frozen=True):
    """Who a letter is for: their row, address, whole name, language and zone."""

    id: int | None
    address: str
    name: str
    language: str
    zone: str
    first_name: str = ""

    @property
    def called(self) -> str:
        """How the letter greets them. Of whom no name is known its first sentence begins without one."""
        return self.first_name or self.name or NAMELESS


class Words(Struct, frozen=True):
    """A letter in words: subject, text part, html part."""

    subject: str
    text: str
    html: str


@cache
def _environment(this_year: int) -> Environment:
    """The templates of letters that are written in this year: in them a date of another one says so."""
    env = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        auto_reload=False,  # a letter has half a dozen templates; asking the disk for each cost as much as printing
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: words.catalogue(words.language()).gettext(message),
        lambda one, many, n: words.catalogue(words.language()).ngettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, message: words.catalogue(words.language()).pgettext(context, message),
    )
    env.globals.update(numeral=words.numeral, capital=words.capital)
    env.filters.update(
        day=lambda value: dates.day(value, this_year),
        day_short=lambda value: dates.day_short(value, this_year),
        weekday=lambda value: dates.weekday(value, this_year),
        weekday_short=lambda value: dates.weekday_short(value, this_year),
        month=dates.month,
        clock=dates.clock,
    )
    return env


def put_into_words(event: str, to: Recipient, facts: dict[str, object], *, today: date) -> Words:
    """Render both parts of a letter. The .txt template's `subject` block is the subject, on one line."""
    with words.in_language(to.language):
        templates = _environment(today.year)
        known = {**facts, "to": to, "lang": to.language}
        text_template = templates.get_template(f"letters/{event}.txt")
        context = text_template.new_context(known)
        subject = "".join(text_template.blocks["subject"](context))
        body = "".join(text_template.blocks["body"](context))
        page = templates.get_template(f"letters/{event}.html").render(known)
    return Words(
        subject=_without_name(" ".join(unescape(subject).split())),
        text=_without_name(re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"),
        html=_without_name(page),
    )


def _without_name(words: str) -> str:
    """“, can you clear this?” begins with a capital and no comma."""
    return _HAIL.sub(lambda hail: (hail[1] or "").upper(), words)
