"""What people change about themselves: name, language, zone, password, who acts for them; knows act, people's tables."""

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.outbox import actions as outbox
from floortime.people.actions.signing import close_other_sessions
from floortime.people.addresses import sort_key
from floortime.people.model import NAMES, Delegate, MailWish, Password, Person
from floortime.words import _


def change_profile(
    act: Act, person: Person, *, first_name: str, last_name: str, language: str, zone: str
) -> None:
    """Change what a person chose; from then on imports leave the changed columns alone."""
    wanted = {"first_name": first_name, "last_name": last_name, "language": language, "zone": zone}
    changed = [column for column, value in wanted.items() if getattr(person, column) != value]
    if not changed:
        return
    for column in changed:
        setattr(person, column, wanted[column])
    person.own_choice = sorted({*person.own_choice, *changed})
    person.sort_key = sort_key(person.first_name, person.last_name)
    if not {"first_name", "last_name"}.isdisjoint(changed):
        bump(act.session, NAMES)
    journal.write(act, "person.changed", "person", person.id, fields=changed)


def choose_brief(act: Act, person: Person, *, in_calendar: bool) -> None:
    """Whether the invitation of a date is brought up to date with its brief."""
    if person.brief_in_calendar == in_calendar:
        return
    person.brief_in_calendar = in_calendar
    journal.write(act, "person.changed", "person", person.id, fields=["brief_in_calendar"])


def choose_dues(act: Act, person: Person, *, how: str) -> None:
    """How the dates of their promises stand in their feed: event, todo or none."""
    if person.dues_as == how:
        return
    person.dues_as = how
    journal.write(act, "person.changed", "person", person.id, fields=["dues_as"])


def choose_letters(act: Act, person: Person, *, hour: int, early: bool, news: bool = True) -> None:
    """At which hour the one letter of the day comes, and whether reminders before a date, and heads-ups, stand in it.

    What is due, late or passed on to them is their work, and no choice.
    """
    row = act.session.get(MailWish, person.id)
    if row is None:
        row = MailWish(person_id=person.id)
        act.session.add(row)
    elif (row.hour, row.early, row.news) == (hour, early, news):
        return
    row.hour, row.early, row.news = hour, early, news
    journal.write(act, "person.changed", "person", person.id, fields=["letters"])


def stop_letters(act: Act, person: Person) -> None:
    """No letter comes any more, and none that waits goes out: the law lets a guest say so. Said twice, nothing happens the second time.

    Letters belong to the work of whoever is employed here: they choose the hour, and what stands in them beside it.
    """
    if person.kind != "guest":
        raise Refused(_("These letters belong to your work. You choose their hour on your own page."))
    if not person.mail_ok:
        return
    person.mail_ok = False
    act.session.flush()
    outbox.withdraw_from(act, person.id)
    journal.write(act, "person.letters_stopped", "person", person.id)


def write_again(act: Act, person: Person) -> None:
    """They may be written to again; what was meant for them meanwhile is not sent late."""
    if person.kind != "guest" or person.mail_ok:
        return
    person.mail_ok = True
    journal.write(act, "person.letters_resumed", "person", person.id)


def keep_password(act: Act, person: Person, hash_: str, *, session_hash: str = "") -> None:
    """Set a password, given as argon2 keeps it; every other browser of this person is signed out."""
    row = act.session.get(Password, person.id)
    if row is None:
        act.session.add(Password(person_id=person.id, hash=hash_))
    else:
        row.hash = hash_
    journal.write(act, "password.set", "person", person.id)
    close_other_sessions(act, person.id, but=session_hash)


def add_delegate(act: Act, leader: Person, delegate: Person) -> None:
    """Let somebody act for this leader, visibly, until removed."""
    if delegate.id == leader.id:
        raise Refused(_("You act for yourself already. Name somebody else."))
    if not delegate.employed_on(act.today):
        raise Refused(_("%(name)s does not work here, so cannot act for anybody.", name=delegate.name))
    if act.session.get(Delegate, (leader.id, delegate.id)) is not None:
        return
    act.session.add(Delegate(leader_id=leader.id, delegate_id=delegate.id))
    journal.write(act, "delegate.added", "person", leader.id, delegate=delegate.id)


def remove_delegate(act: Act, leader: Person, delegate_id: int) -> None:
    """End that; done twice, nothing happens the second time."""
    row = act.session.get(Delegate, (leader.id, delegate_id))
    if row is None:
        return
    act.session.delete(row)
    journal.write(act, "delegate.removed", "person", leader.id, delegate=delegate_id)
