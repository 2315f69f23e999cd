"""Erasing a person who has gone: names and addresses go, counts stay; knows act, journal, outbox, people's tables."""

import re

from sqlalchemy import delete, or_, select, update

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.mail import receiving
from floortime.outbox import actions as outbox
from floortime.people.importing.values import why
from floortime.people.model import (
    NAMES,
    BoardFilter,
    Delegate,
    DepartmentHead,
    ImportRow,
    Password,
    Person,
    Role,
    Team,
    WebSession,
)
from floortime.text import whole_words
from floortime.tokens import Token
from floortime.words import Kept, _, rubbed

GONE = "…"
"""What stands where a name stood."""


def erase_person(act: Act, person: Person) -> None:
    """Make a leaver or a guest a blank person, for good. Done twice, nothing happens the second time.

    The row, its days here and its postings stay, so that groups of the past keep their size.
    """
    if person.kind == "blank":
        return
    if person.kind == "staff" and (person.left_on is None or person.left_on > act.today):
        raise Refused(_("%(name)s works here. Only somebody who has left can be erased.", name=person.name))
    _forget_traces(act, person)
    _forget_trust(act, person.id)
    person.kind, person.erased_on = "blank", act.today
    person.first_name = person.last_name = person.sort_key = ""
    person.email = person.email_norm = person.phone = person.employee_no = None
    person.job_title = person.shift_pattern = None
    person.manager_id = None
    person.mail_ok, person.own_choice = False, []
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "person.erased", "person", person.id)


def _forget_traces(act: Act, person: Person) -> None:
    """Letters, and what past imports said about this person's row."""
    outbox.forget(act, person.id, addresses=(person.email or "",))
    receiving.forget(act, (person.email or "",))
    known_by = [word for word in (person.email_norm, person.name, person.employee_no) if word]
    if known_by:
        act.session.execute(
            update(ImportRow)
            .where(or_(*(ImportRow.reason.icontains(word, autoescape=True) for word in known_by)))
            .values(reason="")
            .execution_options(synchronize_session=False)
        )
    words = (person.name if " " in person.name else "", person.email or "", person.employee_no or "")
    named = whole_words(*words)
    if named is not None:
        for row in act.session.scalars(select(ImportRow)):
            row.faults = without(named, row.faults)


def without(named: re.Pattern[str], faults: list[Kept]) -> list[Kept]:
    """What was wrong with a row, without these words among the values that stood in it; the same list where none did."""
    left = [rubbed(one, lambda words: named.sub(GONE, words)) for one in faults]
    return left if why(left) != why(faults) else faults


def _forget_trust(act: Act, person_id: int) -> None:
    """Everything that let them in or let them act, and what they kept for it under words of their own."""
    for table, column in (
        (WebSession, WebSession.person_id),
        (Password, Password.person_id),
        (Role, Role.person_id),
        (Token, Token.person_id),
        (DepartmentHead, DepartmentHead.person_id),
        (BoardFilter, BoardFilter.person_id),
    ):
        act.session.execute(
            delete(table).where(column == person_id).execution_options(synchronize_session=False)
        )
    act.session.execute(
        delete(Delegate).where(or_(Delegate.leader_id == person_id, Delegate.delegate_id == person_id))
    )
    act.session.execute(update(Team).where(Team.lead_id == person_id).values(lead_id=None))
    reports = act.session.scalars(select(Person).where(Person.manager_id == person_id)).all()
    for report in reports:
        report.manager_id = None
