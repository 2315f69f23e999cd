"""The shape of an invitation by mail: what programs look at before they show their yes and no."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern

import icalendar
import pytest

from floortime.people.model import Person
from floortime.sitdowns.actions import add_member, cancel_sitdown, move_sitdown, tell_cancelled
from floortime.sitdowns.model import Sitdown
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import dates_of, opened, row, series_of


@pytest.fixture
def letters(stage, cast, moment):
    """What Ada gets: the series, a date that moves, one that is called off, and after it the series and the moved date."""
    first, second = dates_of(stage, opened(stage, cast))[:2]
    moment.forward(minutes=3)
    found = deliver(stage)
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, first.id), start_local=first.start_local + timedelta(hours=1), place="Room 8",
            link="", reason="The canteen is taken.",
        )  # fmt: skip
    moment.forward(minutes=3)
    found += deliver(stage)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, second.id), reason="Board meeting.", side="leader")
        tell_cancelled(act, row(act, Sitdown, second.id))
    found += deliver(stage)
    assert {letter.to_id for letter in found} == {cast.ada.id}
    return found


def tree(part):
    """Content types as they hang together."""
    if part.is_multipart():
        return part.get_content_type(), [tree(inner) for inner in part.iter_parts()]
    return part.get_content_type()


def test_words_pages_and_the_calendar_last_then_the_file(letters):
    assert [letter.method for letter in letters] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "REQUEST"]
    for letter in letters:
        mail = message_from_bytes(letter.body, policy=modern)
        alternatives = ("multipart/alternative", ["text/plain", "text/html", "text/calendar"])
        assert tree(mail) == ("multipart/mixed", [alternatives, "application/ics"])
        both, file = mail.iter_parts()
        told = list(both.iter_parts())[-1]
        named = {name: told.get_param(name) for name in ("charset", "method", "component")}
        assert named == {"charset": "UTF-8", "method": letter.method, "component": "VEVENT"}
        assert (told["Content-Transfer-Encoding"], told["Content-Disposition"]) == ("base64", None)
        assert (file.get_filename(), file.get_param("name")) == ("invite.ics", "invite.ics")
        assert told.get_payload(decode=True) == file.get_payload(decode=True)
        assert str(icalendar.Calendar.from_ical(file.get_payload(decode=True))["METHOD"]) == letter.method


def test_the_addresses_in_the_head_are_those_in_the_event(letters, settings, cast):
    for letter in letters:
        mail = message_from_bytes(letter.body, policy=modern)
        (event,) = icalendar.Calendar.from_ical(
            next(p for p in mail.walk() if p.get_content_type() == "application/ics").get_payload(decode=True)
        ).walk("VEVENT")
        heads = {name: mail[name].addresses[0].addr_spec for name in ("From", "Reply-To")}
        assert heads == {"From": settings.mailbox, "Reply-To": settings.mailbox}
        assert str(event["ORGANIZER"]) == f"mailto:{settings.mailbox}"
        assert (
            str(event["ATTENDEE"])
            == f"mailto:{mail['To'].addresses[0].addr_spec}"
            == f"mailto:{cast.ada.email}"
        )
        assert mail["Auto-Submitted"] == "auto-generated"


def test_later_letters_refer_to_the_first_and_all_lines_fit(letters):
    heads = [message_from_bytes(letter.body, policy=modern) for letter in letters]
    first = heads[0]["Message-ID"]
    assert [mail["References"] for mail in heads] == [None, *[first] * 4]
    assert len({mail["Message-ID"] for mail in heads}) == len(heads)
    for letter in letters:
        lines = letter.body.split(b"\r\n")
        assert max(map(len, lines)) <= 998
        assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_words_say_the_next_date_and_not_the_first_of_the_series(stage, cast, moment):
    """A year into a series, somebody who asks what is on reads of what comes, not of the past."""
    series_id = opened(stage, cast)
    moment.at = dates_of(stage, series_id)[4].starts_at - timedelta(days=1)
    deliver(stage)
    with stage.act(cast.dee) as act:
        add_member(act, series_of(act, series_id), row(act, Person, cast.dee.id))
    moment.forward(minutes=3)
    (letter,) = [one for one in deliver(stage) if one.to_id == cast.dee.id]
    mail = message_from_bytes(letter.body, policy=modern)
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert ("Thursday 7 January" in text, "3 December" in text) == (True, False)
