"""The whole way with real servers: letters out over SMTP, answers and bookings in over IMAP, one worker between them.

The people are played by software of its own: letters are read, and answers written, with the icalendar library.
"""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import icalendar
import pytest

from floortime.cli.doctor import look_at_mailbox
from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Seat, Sitdown
from tests.conftest import Stage
from tests.journeys.company import Company
from tests.journeys.postbox import Postbox
from tests.mailroom.letters import MX, vouched
from tests.mailroom.mailserver import imap_server
from tests.roof.processes import running, until
from tests.sitdowns.plans import dates_of, opened, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def postbox():
    box = Postbox()
    yield box, box.start()
    box.stop()


def answer_to(mail, partstat: str) -> bytes:
    """What an attendee's program sends when its owner presses a button."""
    _method, event = mail.calendar
    mine = icalendar.vCalAddress(f"mailto:{mail.to}")
    mine.params["PARTSTAT"] = partstat
    told = icalendar.Event()
    told.add("uid", event["UID"])
    told.add("sequence", int(event["SEQUENCE"]))
    told.add("dtstamp", datetime.now(UTC))
    told.add("dtstart", event["DTSTART"].dt)
    told.add("organizer", event["ORGANIZER"])
    told["ATTENDEE"] = mine
    return message("REPLY", told, sender=mail.to)


def message(method: str, event: icalendar.Event, *, sender: str) -> bytes:
    """A mail as a calendar program writes it, with what our mail server puts on top."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Independent//Attendee//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    letter = EmailMessage(policy=SMTP)
    letter["Authentication-Results"] = vouched(sender.rpartition("@")[2])
    letter["From"], letter["To"], letter["Subject"] = sender, "floortime@nordvik.example", f"{method} by hand"
    letter["Message-ID"] = f"<{method}.{event['UID']}.{sender}>"
    letter.set_content("See the calendar.")
    letter.add_alternative(calendar.to_ical(), maintype="text", subtype="calendar", params={"method": method})
    return letter.as_bytes()


def test_a_seat_is_answered_and_a_sit_down_booked_through_real_mail(stage, cast, settings, postbox, tmp_path):
    box, smtp = postbox
    company = Company(tmp_path, settings.database_url, smtp)
    company.set_clock(stage.moment())
    with imap_server() as server:
        env = {
            **company.env,
            "FLOORTIME_IMAP_URL": server.url,
            "FLOORTIME_AUTHSERV_ID": MX,
            "FLOORTIME_MAILBOX": settings.mailbox,
        }
        sitdown = dates_of(stage, opened(stage, cast))[0].id
        with stage.act(cast.dee) as act:
            give_seat(act, row(act, Sitdown, sitdown), row(act, Person, cast.bo.id))
        company.set_clock(stage.moment.forward(minutes=4))
        with running(env, "worker"):
            server.put(answer_to(box.wait(cast.bo.email), "ACCEPTED"))
            until(lambda: _seat(stage, sitdown, cast.bo) == "accepted", 90)
            server.put(_booking(cast.ada.email, company.now))
            mail = box.wait("ada@nordvik.example", "Booked", seconds=90)
    method, event = mail.calendar
    assert (method, str(event["ATTENDEE"].params["PARTSTAT"]), str(event["UID"])) == (
        "REPLY",
        "ACCEPTED",
        "ada-1@outlook.example",
    )
    assert event["ORGANIZER"] == "mailto:ada@nordvik.example"


def _seat(stage: Stage, sitdown: int, person) -> str:
    with stage.db.reading() as session:
        return session.get(Seat, (sitdown, person.id)).answer


def _booking(sender: str, now: datetime) -> bytes:
    event = icalendar.Event()
    event.add("uid", "ada-1@outlook.example")
    event.add("sequence", 0)
    event.add("dtstamp", now)
    event.add("dtstart", now + timedelta(days=9))
    event.add("dtend", now + timedelta(days=9, minutes=45))
    event.add("organizer", f"mailto:{sender}")
    event.add("attendee", "mailto:floortime@nordvik.example")
    event.add("summary", "Floor time")
    return message("REQUEST", event, sender=sender)


def test_the_doctor_opens_the_mailbox(settings):
    from dataclasses import replace

    assert [one.state for one in look_at_mailbox(settings)] == ["note", "note"]
    with imap_server() as server:
        ours = replace(settings, imap_url=server.url, authserv_id=MX)
        assert [(one.state, one.sentence) for one in look_at_mailbox(ours)] == [
            ("well", "The mailbox floor@127.0.0.1/INBOX opens; 4 mails lie in it.")
        ]
    assert [one.state for one in look_at_mailbox(ours)] == ["ill"]
