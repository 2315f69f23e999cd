"""Taking an action list over: read in four languages, compared, brought in whole, told only when somebody says so."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups.actions import hand_over, start_followup
from floortime.followups.brought import tell_brought
from floortime.followups.model import Followup
from floortime.followups.overdue import mark_overdue
from floortime.followups.queries.history import astray
from floortime.followups.reminders import chase_promises
from floortime.lists.actions import take_over, tell_owners, undo_list
from floortime.lists.commands import codes_in
from floortime.lists.comparing import compared
from floortime.lists.headings import matched
from floortime.lists.model import ActionList, ListRow
from floortime.lists.previews import why_nothing
from floortime.lists.registers import known
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sheets.reading import read
from tests.obstacles.play import published
from tests.sheets.test_workbooks import book

LIST = """Action;Owner;E-mail;Deadline;Status;Code;Department
The map on your screen;Ada Lindqvist;;4-12-2026;in progress;;Technology
A lamp at the door;;noor@brandt.example;2026-12-11;;;
One list of prices;Piet Bakker <piet@brandt.example>;;14 dec 2026;open;{code};
Longer breaks;Ada Lindqvist;;1-11-2026;klaar;;
Chairs;;;20261215;to do;;
Late already;Eli Nordvik;;3.11.2026;;;
"""
WRONG = """what,owner,due,state,obstacle,department
,Ada Lindqvist,4-12-2026,,,
No date,Ada Lindqvist,,,,
Two digits,Ada Lindqvist,4-12-26,,,
Who is it,Karel de Grote,4-12-2026,,,
An address,ada@,4-12-2026,,,
A state,Ada Lindqvist,4-12-2026,blue,,
A code,Ada Lindqvist,4-12-2026,,ZZZZZZZZ,
A department,Ada Lindqvist,4-12-2026,,,Poetry
#REF!,Ada Lindqvist,4-12-2026,,,
Twice,Ada Lindqvist,4-12-2026,,,
twice,Ada LINDQVIST,5-12-2026,,,
"""


@pytest.fixture
def about(stage, cast):
    return published(stage, cast)


def planned(session, text, day=date(2026, 11, 23)):
    sheet = read(text.encode())
    matching = matched(sheet.headings)
    return compared(sheet, matching, known(session, codes_in(sheet, matching), day))


def taken(stage, cast, text):
    with stage.act(cast.dee) as act:
        return take_over(act, planned(act.session, text), file_sha256="0" * 64)


def letters(stage):
    with stage.act() as act:
        return act.session.execute(
            select(Letter.event, Letter.to_address)
            .where(Letter.event.in_(("promises_due", "promises_asked", "followup_assigned")))
            .order_by(Letter.to_address)
        ).all()


def test_a_list_is_brought_in_whole_and_nobody_is_written_to(stage, cast, about, db):
    made = taken(stage, cast, LIST.format(code=about.code))
    assert made.counts == {"new": 5, "there": 0, "settled": 1, "refused": 0, "guests": 2}
    with stage.act() as act:
        rows = act.session.execute(
            select(Followup.what, Person.email, Followup.due_on, Followup.stage, Followup.department_id)
            .outerjoin(Person, Person.id == Followup.owner_id)
            .order_by(Followup.id)
        ).all()
        assert [tuple(row) for row in rows] == [
            (
                "The map on your screen",
                "ada@nordvik.example",
                date(2026, 12, 4),
                "in_progress",
                cast.technology.id,
            ),
            ("A lamp at the door", "noor@brandt.example", date(2026, 12, 11), "open", None),
            ("One list of prices", "piet@brandt.example", date(2026, 12, 14), "open", cast.customer.id),
            ("Chairs", None, date(2026, 12, 15), "open", None),
            ("Late already", "eli@nordvik.example", date(2026, 11, 3), "open", None),
        ]
        assert act.session.get(Obstacle, about.id).stage == "in_hand"
        piet = act.session.scalars(select(Person).where(Person.email_norm == "piet@brandt.example")).one()
        assert (piet.kind, piet.name) == ("guest", "Piet Bakker")
        assert act.session.scalars(select(ListRow.verdict).order_by(ListRow.line)).all() == [
            "new", "new", "new", "settled", "new", "new",
        ]  # fmt: skip
    for _day in range(30):
        stage.moment.forward(days=1)
        with stage.act() as act:
            assert (mark_overdue(act) >= 0, chase_promises(act), tell_brought(act)) == (True, 0, 0)
    assert letters(stage) == []
    with db.reading() as session:
        assert astray(session) == []


def test_the_same_list_again_changes_nothing_whatever_was_done_since(stage, cast, about):
    text = LIST.format(code=about.code)
    taken(stage, cast, text)
    with stage.act(cast.dee) as act:
        lamp = act.session.scalars(select(Followup).where(Followup.what == "A lamp at the door")).one()
        hand_over(act, lamp, owner_id=cast.ada.id)
    with stage.act() as act:
        plan = planned(act.session, text)
        assert (plan.counts["new"], plan.counts["there"], plan.counts["settled"]) == (0, 5, 1)
        assert take_over(act, plan, file_sha256="1" * 64) is None
    assert taken(stage, cast, text.replace("11-11", "12-12")) is None
    with stage.act() as act:
        assert len(act.session.scalars(select(ActionList)).all()) == 1


def test_each_fault_is_told_with_its_line(stage, cast):
    with stage.act() as act:
        plan = planned(act.session, WRONG)
    assert [(one.line, one.reason) for one in plan.refused] == [
        (2, "It does not say what is asked. Write one sentence."),
        (3, "It has no date. Give it one."),
        (4, "“4-12-26” has a year of two digits. Write four."),
        (5, "Nobody here is called Karel de Grote. Write an address, and they are asked as a guest."),
        (6, "The address stops after the @. Add what follows, for example nordvik.example."),
        (7, "“blue” is no state that is known here. Write open, in progress or done."),
        (8, "No entry has the code ZZZZZZZZ. Correct it, or leave the cell empty."),
        (9, "There is no department “Poetry”. Add it, or leave the cell empty."),
        (10, "The spreadsheet could not compute this cell. Write it as words."),
        (12, "The same stands on line 11. Keep the one that is right."),
    ]
    assert [one.wanted.what for one in plan.new] == ["Twice"]


@pytest.mark.parametrize(
    "cell",
    [
        "+1 engineer on Sundays",
        "=1 lamp",
        "- a dash before it",
        "@ the door, a lamp",
        "'+1 engineer on Sundays",
    ],
)
def test_words_that_begin_like_a_formula_are_words(stage, cell):
    with stage.act() as act:
        [one] = planned(act.session, f'what,due\n"{cell}",4-12-2026\n').new
    assert one.wanted.what == cell.removeprefix("'")


def test_a_formula_in_a_workbook_is_its_value_and_refused_without_one(stage):
    def row(cell):
        data = book([["what", "due"], [cell, date(2026, 12, 4)]])
        with stage.act() as act:
            sheet = read(data)
            matching = matched(sheet.headings)
            return compared(sheet, matching, known(act.session, (), act.today))

    assert [one.wanted.what for one in row("A lamp").new] == ["A lamp"]
    assert [one.reason for one in row('="A "&"lamp"').refused] == [
        "It does not say what is asked. Write one sentence."
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("No date,\n", "Nothing of it can be taken over. Why stands beside each line."),
        (
            "No date,\nA lamp,4-12-2026\n",
            "There is nothing to take over: what is not refused is here already, or done.",
        ),
        ("A lamp,4-12-2026\n", "There is nothing to take over: everything in it is here already, or done."),
    ],
)
def test_why_a_list_brings_nothing_is_said_as_it_is(stage, cast, rows, said):
    taken(stage, cast, "what,due\nA lamp,4-12-2026\n")
    with stage.act() as act:
        assert why_nothing(planned(act.session, f"what,due\n{rows}")) == said


@pytest.mark.parametrize(
    "headings",
    [
        "Actiepunt;Actiehouder;Uiterlijk;Voortgang;Obstakelcode;Afdeling;E-mailadres",
        "Åtgärd;Ansvarig;Förfallodatum;Läge;Hinderkod;Avdelning;E-post",
        "Tiltak;Ansvarlig;Frist;Fremdrift;Hindringskode;Avdeling;E-post",
        "Action item;Assigned to;Due date;Status;Obstacle code;Dept;Owner e-mail",
    ],
)
def test_headings_are_known_in_four_languages(headings):
    assert matched(headings.split(";")).columns == (
        "what", "owner", "due_on", "state", "code", "department", "email",
    )  # fmt: skip


def test_a_column_is_corrected():
    found = matched(["Punt", "Wie", "Wanneer"], {0: "what"})
    assert (found.columns, found.missing) == (("what", "owner", "due_on"), ())
    assert matched(["Punt", "Wie"]).missing == ("what", "due_on")


def test_owners_are_told_in_one_letter_each_when_somebody_says_so(stage, cast, about):
    more = "A second lamp;;noor@brandt.example;2026-12-18;;;\n"
    made = taken(stage, cast, LIST.format(code=about.code) + more)
    with stage.act(cast.dee) as act:
        row = act.session.get(ActionList, made.id)
        tell_owners(act, row, tell=True)
        tell_owners(act, row, tell=True)
    with stage.act() as act:
        assert (tell_brought(act), tell_brought(act)) == (4, 0)
    assert letters(stage) == [
        ("followup_assigned", "ada@nordvik.example"),
        ("followup_assigned", "eli@nordvik.example"),
        ("promises_asked", "noor@brandt.example"),
        ("followup_assigned", "piet@brandt.example"),
    ]
    with stage.act() as act:
        assert set(act.session.scalars(select(Followup.held_back))) == {""}
        # Told today: not reminded again today, nor their managers; only the chief hears of the one that is nobody's.
        assert chase_promises(act) == 1


def test_a_letter_that_one_of_them_takes_back_is_written_anew_for_the_others(stage, cast, about):
    more = "A second lamp;;noor@brandt.example;2026-12-18;;;\n"
    made = taken(stage, cast, LIST.format(code=about.code) + more)
    with stage.act(cast.dee) as act:
        tell_owners(act, act.session.get(ActionList, made.id), tell=True)
    with stage.act() as act:
        tell_brought(act)
    with stage.act(cast.dee) as act:
        lamp = act.session.scalars(select(Followup).where(Followup.what == "A lamp at the door")).one()
        hand_over(act, lamp, owner_id=cast.ada.id)
    with stage.act() as act:
        chase_promises(act)
        assert tell_brought(act) == 1
        said = act.session.execute(
            select(Letter.state, Letter.body)
            .where(Letter.to_address == "noor@brandt.example")
            .order_by(Letter.id)
        ).all()
    assert [(state, b"A lamp at the door" in body) for state, body in said] == [
        ("withdrawn", True),
        ("queued", False),
    ]


def test_without_a_letter_reminders_come_at_their_dates(stage, cast, about):
    made = taken(stage, cast, LIST.format(code=about.code))
    with stage.act(cast.dee) as act:
        tell_owners(act, act.session.get(ActionList, made.id), tell=False)
    with stage.act() as act:
        assert tell_brought(act) == 0
        assert chase_promises(act) == 1  # the chief, of what is nobody's
    stage.moment.forward(days=7)
    with stage.act() as act:
        chase_promises(act)
    assert letters(stage)[1:] == [
        ("promises_due", "eli@nordvik.example")
    ]  # a week after it was said, not at once


def test_a_list_is_undone_while_nothing_was_done_to_it(stage, cast, about):
    text = LIST.format(code=about.code)
    made = taken(stage, cast, text)
    with stage.act() as act:
        mark_overdue(act)
    with stage.act(cast.dee) as act:
        undo_list(act, act.session.get(ActionList, made.id))
        undo_list(act, act.session.get(ActionList, made.id))
    with stage.act() as act:
        assert set(act.session.scalars(select(Followup.stage))) == {"dropped"}
        assert planned(act.session, text).counts["new"] == 5
        with pytest.raises(Refused):
            tell_owners(act, act.session.get(ActionList, made.id), tell=True)


def test_a_list_is_not_undone_once_somebody_began(stage, cast, about):
    made = taken(stage, cast, LIST.format(code=about.code))
    stage.moment.forward(minutes=1)
    with stage.act(cast.dee) as act:
        start_followup(act, act.session.scalars(select(Followup).where(Followup.what == "Chairs")).one())
    with stage.act(cast.dee) as act, pytest.raises(Refused):
        undo_list(act, act.session.get(ActionList, made.id))
    with stage.act() as act:
        assert "dropped" not in set(act.session.scalars(select(Followup.stage)))
