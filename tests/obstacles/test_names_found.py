"""Which words of a text are names: folded, whole, in any case, and not the everyday words that look like names."""

import pytest

from floortime.obstacles.ordinary import ORDINARY
from floortime.obstacles.queries.names import Known
from floortime.text import folded


def known(language="en"):
    """Freja and Mark said it; Zoë van den Berg, Bo Öberg and Will Long are somebody else."""
    names = Known(ordinary=ORDINARY[language])
    names.add("Freja", "Holm", "freja@nordvik.example", near=True)
    names.add("Mark", "Dahl", "", near=True)
    names.add("Zoë", "van den Berg", "zoe@nordvik.example", near=False)
    names.add("Bo", "Öberg", "", near=False)
    names.add("Will", "Long", "", near=False)
    return names


def found(words, language="en", *, alone=False):
    said = known(language).found(words, alone=alone)
    return said.near, said.others


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("Freja sees the map late", ("Freja",)),
        ("as freja said", ("freja",)),
        ("FREJA SAID SO", ("FREJA",)),
        ("Fréja said so", ("Fréja",)),
        ("Fre\u00adja said so", ("Freja",)),
        ("Freja's second screen", ("Freja",)),
        ("Frejas skärm", ("Frejas",)),
        ("Freja Holm and Freja", ("Freja Holm", "Freja")),
        ("freja-holm", ("freja-holm",)),
        ("write to Freja@Nordvik.example", ("Freja@Nordvik.example",)),
        ("the frejalike map", ()),
        ("Holm is far away", ()),
        ("", ()),
    ],
)
def test_those_who_said_it_by_first_name(words, near):
    assert found(words) == (near, ())


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("Zoë van den Berg knows", ("Zoë van den Berg",)),
        ("zoe van den berg knows", ("zoe van den berg",)),
        ("Zoe Berg knows", ("Zoe Berg",)),
        ("Zoë knows", ()),
        ("Ask Zoë. Berg is a place", ()),
        ("Bo Oberg's desk", ("Bo Oberg",)),
        ("mail zoe@nordvik.example", ("zoe@nordvik.example",)),
        ("mail help@nordvik.example", ()),
    ],
)
def test_others_by_first_and_last_name(words, others):
    assert found(words) == ((), others)


@pytest.mark.parametrize(
    ("words", "near", "others"),
    [
        ("mark each call that drops", (), ()),
        ("Mark each call that drops", (), ()),
        ("It is late. Mark each call", (), ()),
        ("MARK EACH CALL", (), ()),
        ("we asked Mark about it", ("Mark",), ()),
        ("Mark Dahl saw it", ("Mark Dahl",), ()),
        ("it will long for a pause", (), ()),
        ("Will Long saw it", (), ("Will Long",)),
    ],
)
def test_everyday_words_are_names_only_where_they_are_written_as_such(words, near, others):
    assert found(words) == (near, others)


def test_what_is_an_everyday_word_depends_on_the_language():
    assert found("mark each call", "sv") == (("mark",), ())


def test_in_public_wording_any_name_counts_alone():
    assert found("Zoë and Holm, bo or Bo, x@y.example", alone=True) == (
        (),
        ("x@y.example", "Zoë", "Holm", "Bo"),
    )


@pytest.mark.parametrize("language", ["en", "nl", "sv", "nb"])
def test_everyday_words_are_kept_folded(language):
    assert {folded(word) for word in ORDINARY[language]} == set(ORDINARY[language])
