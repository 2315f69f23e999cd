"""What an owner's reply says: the five answers in four languages, days as people write them, and all else is progress."""

from datetime import date

import pytest

from floortime.followups.days import days_in
from floortime.followups.spoken import understood

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 4)


def said(words, pending=""):
    found = understood(words, today=TODAY, due_on=DUE, pending=pending)
    return found.way, found.words, found.days


@pytest.mark.parametrize(
    "words",
    ["Accept", "accepted.", "I accept", "I take this, by 4 December", "Yes.", "OK", "Ik pak het op", "Akkoord!", "Ja", "Jag tar det",
     "Accepterar", "Jeg tar det", "Godtar"],
)  # fmt: skip
def test_accept(words):
    assert said(words)[0] == "accept"


@pytest.mark.parametrize(
    ("words", "why", "day"),
    [
        (
            "Other date: 12 December, the supplier is late",
            "12 December, the supplier is late",
            date(2026, 12, 12),
        ),
        ("Andere datum 12/12 omdat de leverancier laat is", "de leverancier laat is", date(2026, 12, 12)),
        (
            "Annat datum fredag den 11 december eftersom leverantören är sen",
            "leverantören är sen",
            date(2026, 12, 11),
        ),
        ("Ny dato: 11. desember, fordi leverandøren er sen", "leverandøren er sen", date(2026, 12, 11)),
        ("Accept, but by 12 December because of the supplier", "the supplier", date(2026, 12, 12)),
        ("Other date: 12 December", "", date(2026, 12, 12)),
        ("Andere datum: vrijdag 11-12-2026", "", date(2026, 12, 11)),
    ],
)
def test_other_date(words, why, day):
    assert said(words) == ("date", why, (day,))


@pytest.mark.parametrize(
    "words", ["Not mine", "Niet voor mij", "Niet van mij, jan@x.example", "Inte mitt", "Ikke mitt. Spør Kari"]
)
def test_not_mine(words):
    assert said(words)[0] == "notmine"


def test_whose_it_is():
    found = understood("Not mine, it is Jan.Smit@Nordvik.example.", today=TODAY, due_on=DUE)
    assert found.addresses == ("jan.smit@nordvik.example",)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Cannot, because the supplier forbids it", "the supplier forbids it"),
        ("Cannot because of the contract", "the contract"),
        ("Kan niet, want… het contract loopt af", "het contract loopt af"),
        ("Går inte, för att avtalet säger nej", "avtalet säger nej"),
        ("Går ikke, fordi avtalen sier nei", "avtalen sier nei"),
        ("Cannot: no budget", "no budget"),
        ("Kan niet", ""),
    ],
)
def test_cannot(words, why):
    assert said(words) == ("cannot", why, ())


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("Done: the map is on every desk", "the map is on every desk"),
        ("Done.\n\nThe map is on every desk.\n\nSee the picture.", "The map is on every desk."),
        ("Klaar! Op elke tafel", "Op elke tafel"),
        ("Klart – på alla platser", "på alla platser"),
        ("Ferdig, på alle plasser", "på alle plasser"),
        ("Done", ""),
    ],
)
def test_done(words, claim):
    assert said(words)[:2] == ("done", claim)


@pytest.mark.parametrize(
    "words",
    [
        "Done by Friday", "Almost done", "Done, except for the north wing", "Not done", "Not yet", "We are at half",
        "Cannot do it before Friday", "Can't say yet", "Kan niet zeggen wanneer", "ok, but it is not mine",
        "Klaar voor vrijdag denk ik", "Klart på fredag", "Yes but the supplier is late", "Thank you",
        "Ja maar dat duurt nog even", "Donetsk is far", "Acceptance is planned", "Gjort er det ikke",
    ],
)  # fmt: skip
def test_all_else_is_progress(words):
    assert said(words)[:2] == ("", words)


def test_the_rest_of_an_answer_that_was_asked_for():
    assert said("The map is on every desk", "done") == ("done", "The map is on every desk", ())
    assert said("12 December, the supplier", "date") == (
        "date",
        "12 December, the supplier",
        (date(2026, 12, 12),),
    )
    assert said("Not mine after all", "done")[0] == "notmine"


def test_the_floor_reads_no_novel():
    way, words, _days = said("Cannot: " + "because-it-is-so" * 100)
    assert (way, len(words), words[-1]) == ("cannot", 400, "…")


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2026-12-12", [date(2026, 12, 12)]), ("12/12", [date(2026, 12, 12)]), ("12.12.", [date(2026, 12, 12)]),
        ("12-12-2026", [date(2026, 12, 12)]), ("5.1.27", [date(2027, 1, 5)]), ("3 jan", [date(2027, 1, 3)]),
        ("December 12th, 2026", [date(2026, 12, 12)]), ("the 12th of December", [date(2026, 12, 12)]),
        ("1 maart", [date(2027, 3, 1)]), ("den 3:e december", [date(2026, 12, 3)]), ("12. desember", [date(2026, 12, 12)]),
        ("Friday", [date(2026, 11, 27)]), ("Monday", [date(2026, 11, 30)]), ("next Friday", [date(2026, 12, 4)]),
        ("next week on Friday", [date(2026, 12, 4)]), ("volgende week donderdag", [date(2026, 12, 3)]),
        ("fredag nästa vecka", [date(2026, 12, 4)]), ("lørdag", [date(2026, 11, 28)]),
        ("tomorrow", [date(2026, 11, 24)]), ("i morgen", [date(2026, 11, 24)]), ("over twee weken", [date(2026, 12, 7)]),
        ("om 3 uker", [date(2026, 12, 14)]), ("Friday 11/12", [date(2026, 12, 11)]), ("20 November", [date(2026, 11, 20)]),
        ("31 February", []), ("13/13", []), ("in 99 weeks", []), ("soon", []), ("12:30", []), ("1.5 hours", []),
        ("between 7 and 9 December", [date(2026, 12, 9)]), ("4 December or 11 December", [date(2026, 12, 4), date(2026, 12, 11)]),
    ],
)  # fmt: skip
def test_days(words, days):
    assert days_in(words, today=TODAY) == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Andere datum: 8 december, omdat de leverancier op maandag vrijgeeft", [date(2026, 12, 8)]),
        ("Other date: 8 December, because the supplier delivers on 7 December", [date(2026, 12, 8)]),
        ("Other date: 8 December or 9 December, because the supplier delivers on 7 December", 2),
    ],
)
def test_a_day_in_the_reason_is_not_the_one_that_is_asked_for(words, days):
    found = understood(words, today=date(2026, 11, 25), due_on=date(2026, 12, 4)).days
    assert (list(found) == days) if isinstance(days, list) else (len(found) >= days)
