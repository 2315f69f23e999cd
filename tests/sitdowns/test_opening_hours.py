"""Hours in which sit-downs take place: what is booked outside of them is declined, what is planned there is marked."""

from datetime import UTC, date, datetime, time

import pytest

from floortime.people.model import Posting
from floortime.sitdowns.actions import change_programme, drop_site_hours, set_site_hours
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import default_programme
from floortime.sitdowns.queries.conflicts import against_time
from floortime.sitdowns.queries.planning import preview
from floortime.sitdowns.recurrence import never
from tests.builders import errors, post
from tests.mailroom.inbox import all_received
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import dates_of, opened, series_of
from tests.sitdowns.test_bookings import NO, WINDOWS, YES, answers, invitation, sent, standing

DAYTIME = Hours(time(7), time(20), working_days=True)
SAID = "Sit-downs take place between 07:00 and 20:00, on working days."


@pytest.mark.parametrize(
    ("hours", "start", "minutes", "inside"),
    [
        (Hours(), datetime(2026, 12, 5, 3, 0), 45, True),
        (Hours(time(7), time(20)), datetime(2026, 12, 5, 7, 0), 45, True),
        (Hours(time(7), time(20)), datetime(2026, 12, 5, 6, 59), 45, False),
        (Hours(time(7), time(20)), datetime(2026, 12, 5, 19, 15), 45, True),
        (Hours(time(7), time(20)), datetime(2026, 12, 5, 19, 16), 45, False),
        (Hours(time(22), time(6)), datetime(2026, 12, 5, 23, 30), 60, True),
        (Hours(time(22), time(6)), datetime(2026, 12, 5, 5, 15), 45, True),
        (Hours(time(22), time(6)), datetime(2026, 12, 5, 5, 16), 45, False),
        (Hours(time(22), time(6)), datetime(2026, 12, 5, 12, 0), 45, False),
        (Hours(working_days=True), datetime(2026, 12, 5, 12, 0), 45, False),
        (Hours(working_days=True), datetime(2026, 12, 4, 12, 0), 45, True),
        # Friday's night goes on into Saturday; Sunday's into Monday.
        (Hours(time(22), time(6), working_days=True), datetime(2026, 12, 5, 2, 0), 45, True),
        (Hours(time(22), time(6), working_days=True), datetime(2026, 12, 7, 2, 0), 45, False),
    ],
)
def test_what_lies_within_the_hours(hours, start, minutes, inside):
    assert hours.hold(start, minutes, never) is inside


def test_a_closed_day_is_no_working_day():
    assert not DAYTIME.hold(datetime(2026, 12, 25, 12, 0), 45, lambda day: day == date(2026, 12, 25))


def keep(stage, cast, hours):
    with stage.act(cast.dee) as act:
        kept = default_programme(act.session)
        change_programme(
            act, kept, answer_days=10, silence_days=10, skip_holidays=True, closed_weeks=[], questions="",
            hours=hours,
        )  # fmt: skip


def test_a_booking_outside_of_them_is_declined_with_the_hours(stage, cast):
    keep(stage, cast, DAYTIME)
    late = {"DTSTART": f"{WINDOWS}20261203T193000", "DTEND": f"{WINDOWS}20261203T203000"}
    assert sent(stage, cast, invitation(**late)) == ("refused", "booking_outside")
    assert standing(stage) == []
    (letter,) = deliver(stage)
    assert f"{SAID} Choose a time within them." in text_of(letter.body)


def test_within_them_it_is_booked_and_a_move_out_of_them_is_left_to_a_person(stage, cast):
    keep(stage, cast, DAYTIME)
    assert sent(stage, cast, invitation()) == ("applied", "booked")
    saturday = {"SEQUENCE": 1, "DTSTAMP": "20261123T091000Z", "DTSTART": f"{WINDOWS}20261205T140000",
                "DTEND": f"{WINDOWS}20261205T144500"}  # fmt: skip
    assert sent(stage, cast, invitation(**saturday)) == ("held", "booking_outside")
    assert standing(stage) == [("planned", "12-03 14:00", 45, "Canteen")]
    assert answers(stage) == [YES, NO]


def test_a_series_with_a_date_outside_of_them_is_declined_a_holiday_in_it_is_not(stage, cast):
    keep(stage, cast, DAYTIME)
    daily = invitation(RRULE="FREQ=DAILY;COUNT=5")
    assert sent(stage, cast, daily) == ("refused", "booking_outside")
    fridays = {"DTSTART": f"{WINDOWS}20261218T140000", "DTEND": f"{WINDOWS}20261218T144500", "SEQUENCE": 1,
               "RRULE": "FREQ=WEEKLY;COUNT=2", "DTSTAMP": "20261123T091500Z"}  # fmt: skip
    assert sent(stage, cast, invitation(**fridays)) == ("applied", "booked")
    assert [one[1] for one in standing(stage)] == ["12-18 14:00", "12-25 14:00"]


def test_the_preview_marks_every_date_outside_of_them(stage, cast):
    keep(stage, cast, DAYTIME)
    series = opened(stage, cast)
    with stage.act(cast.dee) as act:
        row = series_of(act, series)
        found = preview(act.session, default_programme(act.session), row, act.today)
    assert {slot.conflicts for slot in found if not slot.left_out} == {(SAID,)}


def test_the_page_keeps_them_and_says_what_is_missing(stage, cast, signed_in):
    browser = signed_in(cast.dee)
    typed = {
        "answer_days": "10",
        "silence_days": "10",
        "quorum": "1",
        "notice_days": "5",
        "skip_holidays": "y",
        "opens": "07:00",
    }
    half = post(browser, "/programme/settings", typed, page="/programme/settings")
    assert (half.status_code, errors(half)) == (422, ["Write both times, or leave both empty."])
    same = post(browser, "/programme/settings", {**typed, "shuts": "07:00"}, page="/programme/settings")
    assert errors(same) == ["This is the same time twice. For any hour, leave both empty."]
    good = {**typed, "shuts": "20:00", "working_days_only": "y"}
    assert post(browser, "/programme/settings", good, page="/programme/settings").status_code == 303
    shown = browser.get("/programme/settings").text
    assert 'value="07:00"' in shown
    assert 'value="20:00"' in shown
    assert [row.reason for row in all_received(stage)] == []


NIGHT = Hours(time(21), time(5))
NIGHT_SAID = "Sit-downs take place between 21:00 and 05:00."


def at_utrecht(stage, cast, hours=NIGHT):
    with stage.act(cast.dee) as act:
        set_site_hours(act, cast.utrecht.id, hours)


def conflicts(stage, cast, series_id):
    with stage.act(cast.dee) as act:
        row = series_of(act, series_id)
        found = preview(act.session, default_programme(act.session), row, act.today)
        first = dates_of(stage, series_id)[0]
        noon = datetime(2026, 12, 4, 11, tzinfo=UTC)
        moved = against_time(act.session, act.session.get(Sitdown, first.id), noon, 45, act.at)
    return {slot.conflicts for slot in found if not slot.left_out}, moved


def test_a_site_with_hours_of_its_own_follows_them_and_the_others_the_programme(stage, cast):
    keep(stage, cast, DAYTIME)
    here = opened(stage, cast)
    elsewhere = opened(
        stage, cast, site_id=cast.leeds.id, zone="Europe/London", place="Hall", leader_id=cast.dee.id
    )
    assert conflicts(stage, cast, here) == ({(SAID,)}, ())
    at_utrecht(stage, cast)
    assert conflicts(stage, cast, here) == ({()}, (NIGHT_SAID,))
    assert conflicts(stage, cast, elsewhere)[0] == {(SAID,)}
    with stage.act(cast.dee) as act:
        drop_site_hours(act, cast.utrecht.id)
    assert conflicts(stage, cast, here) == ({(SAID,)}, ())


def test_what_a_leader_books_is_held_against_the_hours_of_their_site(stage, cast):
    with stage.act(cast.dee) as act:
        act.session.add(Posting(person_id=cast.ada.id, from_on=date(2020, 1, 6), site_id=cast.utrecht.id))
    at_utrecht(stage, cast)
    assert sent(stage, cast, invitation()) == ("refused", "booking_outside")
    (letter,) = deliver(stage)
    assert f"{NIGHT_SAID} Choose a time within them." in text_of(letter.body)
    at_utrecht(stage, cast, Hours())
    again = {"SEQUENCE": 1, "DTSTAMP": "20261123T091000Z"}
    assert sent(stage, cast, invitation(**again)) == ("applied", "booked")


def test_the_page_of_a_site_keeps_them_and_gives_them_back(stage, cast, signed_in):
    keep(stage, cast, DAYTIME)
    browser, url = signed_in(cast.dee), f"/programme/hours/{cast.utrecht.id}"
    assert f"as the programme has it: {SAID}" in " ".join(browser.get(url).text.split())
    half = post(browser, url, {"opens": "21:00"}, page=url)
    assert (half.status_code, errors(half)) == (422, ["Write both times, or leave both empty."])
    assert post(browser, url, {"opens": "21:00", "shuts": "05:00"}, page=url).headers["Location"] == url
    assert "These hours count here, in the place of the programme’s." in browser.get(url).text
    assert NIGHT_SAID in browser.get("/programme/settings").text
    assert post(browser, f"{url}/drop", page=url).headers["Location"] == url
    assert NIGHT_SAID not in browser.get("/programme/settings").text
    assert browser.get("/programme/hours/999").status_code == 404
    assert signed_in(cast.ada).get(url).status_code == 404


def text_of(body: bytes) -> str:
    """The words of a letter, unfolded."""
    from email import message_from_bytes
    from email.policy import default as modern

    (part,) = [
        p for p in message_from_bytes(body, policy=modern).walk() if p.get_content_type() == "text/plain"
    ]
    return " ".join(part.get_content().split())
