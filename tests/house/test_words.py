"""The catalogues keep step with the house: same places to fill, whole plurals, sound markup, and a language that
says it is complete lacks nothing."""

import re
import runpy
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from floortime import words

ROOT = Path(__file__).parents[2]
LANGUAGES = [code for code in words.LANGUAGES if code != words.SOURCE]
TOOL = runpy.run_path(str(ROOT / ".ci" / "words.py"))
PLACE = re.compile(r"%\((\w+)\)[sd]")
STRAY = re.compile(r"%(?!%|\(\w+\)[sd])|(?<!%)\{[a-z_.]+\}")
MARKUP = re.compile(r"</?[a-z][^>]*>|&#?\w+;")
COUNTS = {"n", "num"}


@cache
def extracted() -> Catalog:
    """Every message that code and templates say, as `make words` finds them."""
    return TOOL["extracted"]()


@cache
def catalogue(code: str) -> Catalog:
    """A language's catalogue as it lies in the tree."""
    return TOOL["read"](code)


def said(catalog: Catalog) -> list[Message]:
    """The messages of a catalogue, without its head."""
    return [message for message in catalog if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def translated(code: str) -> list[Message]:
    return [message for message in said(catalogue(code)) if any(forms(message.string))]


def places(texts: list[str]) -> set[str]:
    return {place for text in texts for place in PLACE.findall(text)}


def test_every_language_but_the_source_has_a_catalogue() -> None:
    assert list(TOOL["LANGUAGES"]) == LANGUAGES
    assert [code for code in LANGUAGES if not TOOL["path_of"](code).is_file()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_fill_the_same_places(code: str) -> None:
    """A place that the English has not would be a KeyError on a page; only the count may be left unsaid."""
    wrong = {}
    for message in translated(code):
        english = places(forms(message.id))
        for one, other in zip(forms(message.id), forms(message.string), strict=True):
            lacks = places([one]) - places([other]) - COUNTS
            if lacks or places([other]) - english - (COUNTS if message.pluralizable else set()):
                wrong[message.id] = other
    assert wrong == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_plurals_are_whole(code: str) -> None:
    catalog = catalogue(code)
    plurals = [message for message in translated(code) if message.pluralizable]
    assert [m.id for m in plurals if len(m.string) != catalog.num_plurals or not all(m.string)] == []
    # One sentence spread over the forms, a letter each: that happens where English is said both with a count and without.
    assert [m.id for m in plurals if all(len(form) == 1 for form in m.string)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_carry_the_same_markup(code: str) -> None:
    """A tag or an entity comes from the English or not at all, and no letter is written as an entity."""
    wrong = {
        message.id: other
        for message in translated(code)
        for one, other in zip(forms(message.id), forms(message.string), strict=True)
        if sorted(MARKUP.findall(one)) != sorted(MARKUP.findall(other)) or unescape(other) != other
    }
    assert wrong == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_begin_and_end_like_the_english(code: str) -> None:
    """Blanks at the edges and colons before a list are the page's, not the translator's; nobody shouts."""
    wrong = {
        message.id: other
        for message in translated(code)
        for one, other in zip(forms(message.id), forms(message.string), strict=True)
        if _edges(one) != _edges(other) or "!" in other
    }
    assert wrong == {}


def test_messages_are_whole_sentences_for_the_translator() -> None:
    """No place is filled by an f-string or by position, and no message is one place to fill and nothing else."""
    strays = [
        message.id
        for message in said(extracted())
        if any(STRAY.search(text) or PLACE.fullmatch(text) for text in forms(message.id))
    ]
    assert strays == []


def test_counts_are_called_n_in_code_and_num_in_templates() -> None:
    """Each side fills its own name, so the other's would be a KeyError on a page."""
    wrong = [
        (message.id, name)
        for message in said(extracted())
        if message.pluralizable
        for name, _line in message.locations
        if ("num" if name.startswith("floortime/") else "n") in places(forms(message.id))
    ]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("code", [code for code in words.COMPLETE if code != words.SOURCE])
def test_a_complete_language_lacks_no_message(code: str) -> None:
    catalog = catalogue(code)
    found = {(m.id, m.context): catalog.get(m.id, m.context) for m in said(extracted())}
    assert [key for key, message in found.items() if message is None or not all(forms(message.string))] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogues_hold_no_doubtful_message(code: str) -> None:
    assert [message.id for message in said(catalogue(code)) if message.fuzzy] == []


def _edges(text: str) -> tuple[bool, bool, bool]:
    return text[:1].isspace(), text[-1:].isspace(), text.endswith(":")
