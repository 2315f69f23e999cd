"""The whole way with real servers: letters out over SMTP, answers and bookings in over IMAP, one worker between them.

The people are played by software of its own: letters are read, and answers written, with the icalendar library.
"""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from floortime.cli.mail_doctor import look_at_carrier, look_at_mailbox, look_at_round_trip
from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Seat, Sitdown
from tests.conftest import Stage
from tests.journeys.company import Company
from tests.journeys.postbox import Postbox
from tests.mailroom.letters import MX, vouched
from tests.mailroom.mailserver import delivering, imap_server
from tests.mailroom.programs import answer_to, invitation
from tests.roof.processes import running, until
from tests.sitdowns.plans import dates_of, opened, row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def postbox():
    box = Postbox()
    yield box, box.start()
    box.stop()


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
            server.put(invitation(cast.ada.email, start=company.now + timedelta(days=9), at=company.now))
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


def test_the_doctor_opens_the_mailbox(settings):
    assert [one.state for one in look_at_mailbox(settings)] == ["note", "note"]
    with imap_server() as server:
        ours = replace(settings, imap_url=server.url, authserv_id=MX)
        assert [(one.state, one.sentence) for one in look_at_mailbox(ours)] == [
            ("well", "The mailbox floor@127.0.0.1/INBOX opens; 4 mails lie in it.")
        ]
    assert [one.state for one in look_at_mailbox(ours)] == ["ill"]


def said(settings, *, patience=60.0) -> list[tuple[str, str]]:
    found = look_at_round_trip(settings, patience=patience)
    return [(one.state, re.sub(r"after \d+\.\d", "after some", one.sentence)) for one in found]


def test_the_doctor_sends_a_letter_to_ourselves_and_reads_who_vouches_for_it(settings):
    came = ("well", "A letter to floortime@nordvik.example came back after some seconds.")
    with imap_server() as server:
        box = replace(settings, imap_url=server.url, authserv_id=MX)
        before = server.all()
        for results, name, then in (
            (vouched("nordvik.example"), MX, ("well", f"{MX} vouches for our letters.")),
            (vouched("nordvik.example"), "", ("note", f"Your mail server calls itself {MX}, and FLOORTIME_AUTHSERV_ID is not set: no sender is believed.")),
            (vouched("nordvik.example"), "mx.other.example", ("ill", f"Your mail server calls itself {MX}, and FLOORTIME_AUTHSERV_ID says mx.other.example: no sender is believed.")),
            (f"{MX}; dkim=none", MX, ("note", f"{MX} does not vouch for our own letter: others will not either, and hide the Yes and No buttons.")),
            ("spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=nordvik.example; dkim=pass header.d=nordvik.example; dmarc=pass action=none header.from=nordvik.example",
             "exchange-online", ("well", "exchange-online vouches for our letters.")),
            (None, MX, ("note", "Your mail server wrote no Authentication-Results on it; some leave out letters of their own house.")),
        ):  # fmt: skip
            with delivering(server, results) as smtp:
                assert said(replace(box, mail_url=smtp, authserv_id=name)) == [came, then]
        assert server.all() == before  # what came back was taken out again


def test_the_doctor_says_when_it_never_comes_back(settings, postbox):
    _elsewhere, smtp = postbox
    with imap_server() as server:
        lost = replace(settings, imap_url=server.url, mail_url=smtp)
        name = "floor@127.0.0.1/INBOX"
        assert said(lost, patience=0.5) == [
            (
                "ill",
                f"A letter to floortime@nordvik.example was sent and did not arrive in {name} within 0 seconds.",
            )
        ]
        assert [one.state for one in look_at_mailbox(replace(lost, authserv_id=MX))] == ["well"]
    assert look_at_carrier(replace(settings, mail_url="smtp://127.0.0.1:1")).state == "ill"
