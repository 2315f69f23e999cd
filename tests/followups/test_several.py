"""Which number of a letter a reply means: as far as it is plain, and nothing where it is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floortime.followups.several import parts

TODAY = date(2026, 11, 23)


def said(words, n=3):
    return parts(words, range(1, n + 1), today=TODAY)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2 done", {2: "done"}),
        ("2. done: it hangs there", {2: "done: it hangs there"}),
        ("Nr 2: klaar, de kaart hangt er", {2: "klaar, de kaart hangt er"}),
        ("#3 not mine", {3: "not mine"}),
        ("1 Friday", {1: "other date: Friday"}),
        ("1 vrijdag, omdat de kaart later komt", {1: "other date: vrijdag, omdat de kaart later komt"}),
        ("1 done\n2 12 December because of the supplier", {1: "done", 2: "other date: 12 December because of the supplier"}),
        ("2 done, 1 Friday", {2: "done", 1: "other date: Friday"}),
        ("1 and 3 done", {1: "done", 3: "done"}),
        ("1, 2 klart: allt är på plats", {1: "klart: allt är på plats", 2: "klart: allt är på plats"}),
        ("Hi,\n\n1) half of it is there\n2) done: it hangs\nsince Monday", {1: "half of it is there", 2: "done: it hangs\nsince Monday"}),
        ("All done: they hang there", {1: "done: they hang there", 2: "done: they hang there", 3: "done: they hang there"}),
        ("Alles klaar", {1: "klaar", 2: "klaar", 3: "klaar"}),
        ("Alla är klara", {1: "klara", 2: "klara", 3: "klara"}),
        ("Both accepted", {1: "accepted", 2: "accepted", 3: "accepted"}),
    ],
)  # fmt: skip
def test_plain(words, found):
    assert said(words) == found


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Done",
        "Friday",
        "It is done",
        "2",
        "4 done",
        "1 done\n1 Friday",
        "2 weeks later, please",
        "2 December",
        "3 december, omdat het later komt",
        "2 of them are done",
        "All of it is a mess",
        "Dear Floortime, thank you for this letter about the screens.\n2 done",
    ],
)
def test_not_plain(words):
    assert said(words) == {}


@given(st.text(st.sampled_from("12 3.,:\ndonefriallecember"), max_size=60))
def test_whatever_comes_only_numbers_of_the_letter_are_meant(words):
    assert set(said(words, 2)) <= {1, 2}
