"""Booking by an ordinary invitation: what leaders send from their own calendars, what we answer, and how we follow."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as modern
from itertools import permutations

import icalendar
import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sitdowns.actions import cancel_sitdown, give_seat, move_sitdown
from floortime.sitdowns.actions.booking import extend_bookings
from floortime.sitdowns.model import Booking, Sitdown
from tests.builders import post
from tests.mailroom.inbox import all_received, brought, read_in
from tests.mailroom.letters import calendar, event, mail
from tests.mailroom.test_inbox_page import read_all
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import row

US = ":mailto:floortime@nordvik.example"
WINDOWS = ";TZID=W. Europe Standard Time:"
UID = "040000008200E00074C5B7101A82E008@outlook.example"


def invitation(method="REQUEST", *, more=(), **lines) -> bytes:
    told = {
        "UID": UID,
        "SEQUENCE": 0,
        "DTSTAMP": "20261123T090000Z",
        "DTSTART": f"{WINDOWS}20261203T140000",
        "DTEND": f"{WINDOWS}20261203T144500",
        "ORGANIZER": ";CN=Ada Lindqvist:mailto:Ada@nordvik.example",
        "ATTENDEE": US,
        "SUMMARY": "Floor time",
        "LOCATION": "Canteen",
        **lines,
    }
    return calendar(event(**{k: v for k, v in told.items() if v is not None}), *more, method=method)


def sent(stage, cast, body, *, sender=None, method="REQUEST", results="", **more):
    return brought(
        stage,
        mail(
            body,
            sender=sender or cast.ada.email,
            method=method,
            results=results,
            subject="Floor time",
            **more,
        ),
    )


def sitdowns(stage) -> list[Sitdown]:
    with stage.db.reading() as session:
        return list(
            session.scalars(select(Sitdown).where(Sitdown.booked_uid == UID).order_by(Sitdown.original_start))
        )


def standing(stage) -> list[tuple[str, str, int, str]]:
    return [(one.state, f"{one.start_local:%m-%d %H:%M}", one.minutes, one.place) for one in sitdowns(stage)]


def answers(stage) -> list[tuple[str, str, str, str]]:
    """(to, method, PARTSTAT, ORGANIZER) of the answers that wait, and clears them."""
    found = []
    for letter in deliver(stage):
        message = message_from_bytes(letter.body, policy=modern)
        parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        if letter.event != "booking_answered":
            continue
        cal = icalendar.Calendar.from_ical(parts[0].get_payload(decode=True))
        (told,) = cal.walk("VEVENT")
        assert (str(told["UID"]), parts[0].get_param("method")) == (UID, "REPLY")
        found.append(
            (
                letter.to_address,
                str(cal["METHOD"]),
                str(told["ATTENDEE"].params["PARTSTAT"]),
                str(told["ORGANIZER"]),
            )
        )
    return found


YES = ("Ada@nordvik.example", "REPLY", "ACCEPTED", "mailto:Ada@nordvik.example")
NO = ("Ada@nordvik.example", "REPLY", "DECLINED", "mailto:Ada@nordvik.example")


def test_a_single_invitation_books_and_is_answered_to_its_organizer_unchanged(stage, cast, signed_in):
    assert sent(stage, cast, invitation()) == ("applied", "booked")
    assert standing(stage) == [("planned", "12-03 14:00", 45, "Canteen")]
    assert answers(stage) == [YES]
    assert deliver(stage) == []  # the leader holds their own event, not one of ours
    assert "Booked by Ada Lindqvist: seats to fill" in signed_in(cast.dee).get("/programme").text


def test_a_series_follows_its_uid_through_changes_moves_and_cancelled_dates(stage, cast, moment):
    weekly = {"RRULE": "FREQ=WEEKLY;COUNT=4", "EXDATE": f"{WINDOWS}20261217T140000"}
    assert sent(stage, cast, invitation(**weekly)) == ("applied", "booked")
    assert [one[1] for one in standing(stage)] == ["12-03 14:00", "12-10 14:00", "12-24 14:00"]
    first = sitdowns(stage)[0].id
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, first), row(act, Person, cast.bo.id))
    moment.forward(minutes=5)
    deliver(stage)
    later = {**weekly, "SEQUENCE": 1, "DTSTAMP": "20261123T091000Z", "DTSTART": f"{WINDOWS}20261203T150000",
             "DTEND": f"{WINDOWS}20261203T160000", "EXDATE": f"{WINDOWS}20261217T150000"}  # fmt: skip
    assert sent(stage, cast, invitation(**later)) == ("applied", "booked")
    assert standing(stage) == [("planned", f"12-{day} 15:00", 60, "Canteen") for day in ("03", "10", "24")]
    assert sitdowns(stage)[0].id == first
    moment.forward(minutes=5)
    assert [(x.to_id, x.event, x.sequence) for x in deliver(stage) if x.event != "booking_answered"] == [
        (cast.bo.id, "sitdown_moved", 1)
    ]
    date = {"SEQUENCE": 2, "DTSTAMP": "20261123T092000Z", "RECURRENCE_ID": "20261210T140000Z"}
    moved = invitation(**date, DTSTART=f"{WINDOWS}20261211T100000", DTEND=f"{WINDOWS}20261211T110000")
    assert sent(stage, cast, moved) == ("applied", "booked")
    assert [one[1] for one in standing(stage)] == ["12-03 15:00", "12-11 10:00", "12-24 15:00"]
    gone = invitation(
        "CANCEL", SEQUENCE=3, DTSTAMP="20261123T093000Z", RECURRENCE_ID=f"{WINDOWS}20261203T150000"
    )
    assert sent(stage, cast, gone, method="CANCEL") == ("applied", "booking_off")
    assert [one[0] for one in standing(stage)] == ["cancelled", "planned", "planned"]
    assert [(x.to_id, x.event) for x in deliver(stage) if x.method == "CANCEL"] == [
        (cast.bo.id, "sitdown_cancelled")
    ]
    all_gone = invitation("CANCEL", SEQUENCE=4, DTSTAMP="20261123T094000Z")
    assert sent(stage, cast, all_gone, method="CANCEL") == ("applied", "booking_off")
    assert {one[0] for one in standing(stage)} == {"cancelled"}
    assert sent(stage, cast, invitation(**later, X_NOTE="again")) == ("nothing", "superseded")


def test_a_cancellation_that_overtakes_its_invitation_wins(stage, cast):
    gone = invitation("CANCEL", SEQUENCE=1, DTSTAMP="20261123T091000Z")
    assert sent(stage, cast, gone, method="CANCEL") == ("applied", "booking_off")
    assert sent(stage, cast, invitation()) == ("nothing", "superseded")
    assert standing(stage) == []


def test_one_date_of_a_series_we_are_invited_to_alone(stage, cast):
    alone = invitation(RECURRENCE_ID=f"{WINDOWS}20261203T140000")
    assert sent(stage, cast, alone) == ("applied", "booked")
    assert standing(stage) == [("planned", "12-03 14:00", 45, "Canteen")]


def test_a_group_calendar_of_google_is_answered_and_its_leader_known_by_the_mail(stage, cast):
    group = "abc@group.calendar.google.com"
    assert sent(
        stage, cast, invitation(ORGANIZER=f";CN=Team:mailto:{group}", DTSTART="20261203T130000Z", DTEND=None)
    ) == (
        "applied",
        "booked",
    )
    assert standing(stage) == [("planned", "12-03 14:00", 45, "Canteen")]
    assert answers(stage) == [(group, "REPLY", "ACCEPTED", f"mailto:{group}")]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ({"DTSTART": f"{WINDOWS}20261103T140000", "DTEND": None}, "booking_past"),
        ({"RRULE": "FREQ=HOURLY;COUNT=3"}, "booking_repetition"),
        ({"RRULE": "FREQ=DAILY"}, "booking_repetition"),
        ({"DTSTART": ";VALUE=DATE:20261203", "DTEND": None}, "booking_whole_day"),
        ({"DTEND": f"{WINDOWS}20261204T140000"}, "booking_length"),
        ({"DTSTART": f"{WINDOWS}20270230T140000", "DTEND": None}, "malformed"),
    ],
)
def test_what_cannot_be_had_is_declined_with_its_reason(stage, cast, lines, reason):
    verdict = sent(stage, cast, invitation(**lines))
    assert verdict == ("quarantined" if reason == "malformed" else "refused", reason)
    assert answers(stage) == ([] if reason == "malformed" else [NO])
    assert standing(stage) == []


def test_only_leaders_book_and_only_their_own(stage, cast):
    assert sent(stage, cast, invitation(ORGANIZER=":mailto:bo@nordvik.example"), sender=cast.bo.email) == (
        "refused",
        "booking_not_a_leader",
    )
    assert sent(stage, cast, invitation(), sender="eve@evil.example") == ("refused", "unknown_sender")
    sent(stage, cast, invitation())
    assert sent(stage, cast, invitation(SEQUENCE=9), sender=cast.dee.email) == ("refused", "not_yours")
    gone = invitation("CANCEL", SEQUENCE=9)
    assert sent(stage, cast, gone, sender=cast.dee.email, method="CANCEL") == ("refused", "unknown_event")
    assert sent(stage, cast, gone, method="CANCEL", results=None) == ("held", "unauthenticated")
    assert [one[0] for one in standing(stage)] == ["planned"]


def test_an_invitation_nobody_vouches_for_asks_the_leader_and_reaches_nobody_before(
    stage, cast, client, moment
):
    assert sent(stage, cast, invitation(), results=None) == ("held", "booking_asked")
    assert standing(stage) == []
    (letter,) = deliver(stage)
    assert (letter.event, letter.to_address) == ("booking_asked", cast.ada.email)
    text = message_from_bytes(letter.body, policy=modern).get_body(("plain",)).get_content()
    path = "/bookings/" + text.partition("/bookings/")[2].split()[0]
    assert "<b>Thursday 3 December, 14:00</b>" in client.get(path).text
    assert standing(stage) == []
    assert post(client, path).status_code == 200
    assert (post(client, path).status_code, client.get(path).status_code) == (404, 404)
    read_all(stage)
    assert standing(stage) == [("planned", "12-03 14:00", 45, "Canteen")]
    assert answers(stage) == [YES]


def test_nobody_fills_a_leaders_mailbox_with_confirmations(stage, cast):
    for n in range(8):
        sent(stage, cast, invitation(UID=f"{n}@x"), results=None)
    with stage.db.reading() as session:
        letters = session.scalars(select(Letter.event)).all()
    assert letters == ["booking_asked"] * 5
    assert [one.reason for one in all_received(stage)] == ["booking_asked"] * 5 + ["unauthenticated"] * 3


def test_the_house_calls_a_booked_date_off_and_the_leaders_calendar_is_told(stage, cast):
    sent(stage, cast, invitation())
    deliver(stage)
    one = sitdowns(stage)[0].id
    with stage.act(cast.dee) as act, pytest.raises(Refused):
        move_sitdown(
            act, row(act, Sitdown, one), start_local=datetime(2026, 12, 4, 14), place="", link="", reason=""
        )
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, one), reason="The site is closed", side="house")
    assert answers(stage) == [NO]


def test_a_series_that_has_run_for_years_is_followed_from_today_on(stage, cast):
    """Who adds us to a meeting of long standing sends its first date, years ago, and no end."""
    long_ago = {"DTSTART": f"{WINDOWS}20221201T140000", "DTEND": f"{WINDOWS}20221201T144500"}
    sent(stage, cast, invitation(RRULE="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", **long_ago))
    days = [row.start_local for row in sitdowns(stage)]
    assert days[:2] == [datetime(2026, 11, 26, 14), datetime(2026, 12, 10, 14)]
    assert len(days) == 13
    with stage.db.reading() as session:
        assert session.scalars(select(Booking)).one().slots[-1].startswith("203211")


def test_dates_beyond_the_horizon_are_made_when_they_come_within_it(stage, cast, moment):
    sent(stage, cast, invitation(RRULE="FREQ=MONTHLY;BYDAY=1TH;COUNT=12"))
    assert len(standing(stage)) == 6
    moment.at = datetime(2027, 5, 1, tzinfo=UTC)
    with stage.act() as act:
        while extend_bookings(act):
            continue
    assert len(standing(stage)) == 11
    with stage.db.reading() as session:
        assert len(session.scalars(select(Booking)).one().slots) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_messages_of_a_series_in_any_order_end_alike(stage, cast):
    """What the order of mails does is no matter of the database."""
    weekly = {"RRULE": "FREQ=WEEKLY;COUNT=3"}
    date = {"RECURRENCE_ID": "20261210T140000Z", "SEQUENCE": 1, "DTSTAMP": "20261123T092000Z"}
    messages = [
        (invitation(**weekly), "REQUEST"),
        (invitation(**weekly, SEQUENCE=1, DTSTAMP="20261123T091000Z", DTSTART=f"{WINDOWS}20261203T150000",
                    DTEND=f"{WINDOWS}20261203T160000"), "REQUEST"),
        (invitation(**date, DTSTART=f"{WINDOWS}20261211T100000", DTEND=f"{WINDOWS}20261211T110000"), "REQUEST"),
        (invitation("CANCEL", RECURRENCE_ID="20261217T140000Z", SEQUENCE=1, DTSTAMP="20261123T093000Z"), "CANCEL"),
    ]  # fmt: skip
    found = set()
    for order in permutations(messages):
        with stage.act() as act:
            for body, method in [*order, order[0]]:
                read_in(act, mail(body, sender=cast.ada.email, method=method))
            found.add(
                tuple(
                    (f"{one.original_start:%d %H}", f"{one.start_local:%d %H:%M}", one.minutes)
                    for one in act.session.scalars(
                        select(Sitdown)
                        .where(Sitdown.booked_uid == UID, Sitdown.state == "planned")
                        .order_by(Sitdown.original_start)
                    )
                )
            )
            act.session.rollback()
    assert found == {(("03 14", "03 15:00", 60), ("10 14", "11 10:00", 60))}
