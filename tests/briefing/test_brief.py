"""The brief of one date: what it holds, who reads it, when its letter goes, and how it reaches calendars."""

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.briefing.queries.content import brief_of
from floortime.briefing.reminders import fill_briefs
from floortime.desk.forgetting import erase_everywhere
from floortime.followups.model import Followup
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.people.actions import choose_brief
from floortime.people.model import Person
from floortime.recognition.actions import thank
from floortime.recognition.model import Thanks
from floortime.sitdowns.actions import (
    cancel_sitdown,
    give_seat,
    hand_over_sitdown,
    make_feed,
    move_sitdown,
    withdraw_seat,
)
from floortime.sitdowns.model import CalBytes, CalEvent, Programme, Seat, Sitdown
from tests.builders import heading, post, toasts
from tests.cast import person
from tests.obstacles.play import publish
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row


@pytest.fixture
def dates(stage, cast):
    """Thursdays at 22:30 from 3 December; Bo and Fatima sit in the first two; all letters have left."""
    series_id = opened(stage, cast)
    rows = dates_of(stage, series_id)[:3]
    with stage.act(cast.dee) as act:
        for one in rows[:2]:
            for person in (cast.bo, cast.colleagues[0]):
                give_seat(act, row(act, Sitdown, one.id), row(act, Person, person.id))
    return [one.id for one in rows]


def at(moment, day, hour=9):
    """A moment of UTC in December."""
    moment.at = moment.at.replace(year=2026, month=12, day=day, hour=hour, minute=0)


def fill(stage):
    while True:
        with stage.act() as act:
            if not fill_briefs(act):
                return


def briefs(stage):
    with stage.db.reading() as session:
        rows = session.scalars(select(Letter).where(Letter.event == "brief_sent").order_by(Letter.id))
        return [(x.to_id, x.state) for x in rows]


def brief_in(stage, sitdown_id):
    with stage.db.reading() as session:
        return session.get(Sitdown, sitdown_id).brief


def switched_on(stage, cast):
    with stage.act(cast.ada) as act:
        choose_brief(act, row(act, Person, cast.ada.id), in_calendar=True)


def test_it_is_written_the_day_before_and_its_letter_goes_once(stage, cast, moment, dates):
    at(moment, 1)
    fill(stage)
    assert (brief_in(stage, dates[0]), briefs(stage)) == ("", [])
    at(moment, 2)
    fill(stage)
    fill(stage)
    assert brief_in(stage, dates[0]) == (
        "Who comes\n- Bo, Night shift, here for 6 years\n- Fatima, Night shift, here for 6 years\n\n"
        "Questions\n- What kept you from helping a customer well this week?\n"
        "- What do customers ask for that we cannot do?\n- What should we stop doing?"
    )
    assert (briefs(stage), brief_in(stage, dates[1])) == ([(cast.ada.id, "queued")], "")


def test_two_of_one_name_stand_with_their_whole_names(stage, cast, moment, dates):
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, dates[0]), person(act, "Bo", last="Bakker", email=None))
    at(moment, 2)
    fill(stage)
    assert brief_in(stage, dates[0]).split("\n\n")[0].splitlines() == [
        "Who comes",
        "- Bo Nordvik, Night shift, here for 6 years",
        "- Bo Bakker, here for 6 years",
        "- Fatima, Night shift, here for 6 years",
    ]


def test_before_seven_in_the_morning_nothing_goes(stage, cast, moment, dates):
    at(moment, 2, hour=5)
    fill(stage)
    assert briefs(stage) == []
    at(moment, 2, hour=6)  # seven in Amsterdam
    fill(stage)
    assert briefs(stage) == [(cast.ada.id, "queued")]


@pytest.mark.parametrize(
    ("begins", "hours"), [(10, {(2, 22): 0, (3, 3): 0, (3, 6): 1}), (7, {(2, 22): 1}), (5, {(2, 20): 1})]
)
def test_the_night_is_left_alone_unless_nobody_could_read_it_in_the_morning(
    stage, cast, moment, dates, begins, hours
):
    with stage.act(cast.dee) as act:
        sitdown = row(act, Sitdown, dates[0])
        move_sitdown(
            act, sitdown, start_local=datetime(2026, 12, 3, begins), place="", link="", reason="Ill."
        )
    for (day, hour), letters in hours.items():
        at(moment, day, hour)
        fill(stage)
        assert len(briefs(stage)) == letters


def test_it_follows_what_changes_without_a_second_letter(stage, cast, moment, dates):
    at(moment, 2)
    fill(stage)
    with stage.act(cast.dee) as act:
        withdraw_seat(act, row(act, Sitdown, dates[0]), row(act, Person, cast.bo.id))
    fill(stage)
    assert brief_in(stage, dates[0]).startswith("Who comes\n- Fatima, Night shift")
    assert briefs(stage) == [(cast.ada.id, "queued")]


def test_it_is_put_away_when_its_day_is_over(stage, cast, moment, dates):
    at(moment, 2)
    fill(stage)
    at(moment, 5)
    fill(stage)
    with stage.db.reading() as session:
        led = session.scalars(select(CalBytes.led)).all()
    assert (brief_in(stage, dates[0]), {*led}) == ("", {None})


@pytest.mark.parametrize("what", ["another leads", "another day", "called off"])
def test_a_letter_that_has_not_left_does_not_go_when_it_no_longer_holds(stage, cast, moment, dates, what):
    at(moment, 2)
    fill(stage)
    with stage.act(cast.dee) as act:
        sitdown = row(act, Sitdown, dates[0])
        if what == "another leads":
            hand_over_sitdown(act, sitdown, row(act, Person, cast.dee.id), reason="Abroad.")
        elif what == "another day":
            move_sitdown(
                act, sitdown, start_local=datetime(2026, 12, 8, 20), place="", link="", reason="Ill."
            )
        else:
            cancel_sitdown(act, sitdown, reason="Ill.", side="leader")
    assert (briefs(stage), brief_in(stage, dates[0])) == ([(cast.ada.id, "withdrawn")], "")
    fill(stage)
    assert briefs(stage)[1:] == ([(cast.dee.id, "queued")] if what == "another leads" else [])


def said_in_room(act, cast, sitdown_id, words, **more):
    return raise_obstacle(
        act,
        words=words,
        language="en",
        channel="room",
        site_id=cast.utrecht.id,
        sitdown_id=sitdown_id,
        **more,
    )


def test_it_holds_what_this_leader_heard_and_nothing_said_in_confidence(stage, cast, moment, dates):
    """The words of a raising, names given to the chief of staff, and what others heard are planted; none may be there."""
    with stage.act(NOBODY) as act:
        here = said_in_room(act, cast, dates[0], "PLANTED words of the room")
        web = raise_obstacle(
            act, words="PLANTED on the web", language="en", channel="web", site_id=cast.leeds.id,
            named_id=cast.bo.id,
        )  # fmt: skip
        unsorted = said_in_room(act, cast, dates[0], "PLANTED and not sorted", named_id=cast.bo.id)
    publish(stage, cast, here, title="The map comes late")
    with stage.act(cast.dee) as act:
        obstacle = act.session.get(Obstacle, web.id)
        obstacle.site_id = None
    publish(stage, cast, web, title="PLANTED by name, for the chief of staff")
    with stage.db.reading() as session:
        brief = brief_of(session, session.get(Sitdown, dates[1]))
        assert session.get(Obstacle, unsorted.id).stage == "sorting"
    assert [(r.title, r.light) for r in brief.raised] == [("The map comes late", "new")]
    assert brief.lately == ()
    with stage.act(cast.dee) as act:
        hand_over_sitdown(act, row(act, Sitdown, dates[1]), row(act, Person, cast.dee.id), reason="Abroad.")
    with stage.db.reading() as session:
        assert brief_of(session, session.get(Sitdown, dates[1])).raised == ()


def test_who_sits_there_decides_nothing_about_what_was_said_without_a_name(stage, cast, moment, dates):
    """Another seat must not bring up or hide an entry that nobody put a name to."""
    with stage.act(NOBODY) as act:
        found = said_in_room(act, cast, dates[0], "The map comes late")
    publish(stage, cast, found, title="The map comes late")

    def titles():
        with stage.db.reading() as session:
            return [r.title for r in brief_of(session, session.get(Sitdown, dates[1])).raised]

    before = titles()
    with stage.act(cast.dee) as act:
        for person in (cast.bo, cast.colleagues[0]):
            withdraw_seat(act, row(act, Sitdown, dates[1]), row(act, Person, person.id))
        give_seat(act, row(act, Sitdown, dates[1]), row(act, Person, cast.colleagues[1].id))
    assert (before, titles()) == (["The map comes late"], ["The map comes late"])


def test_what_is_owed_compliments_of_others_and_three_questions(stage, cast, moment, dates):
    with stage.act(cast.dee) as act:
        act.session.add(
            Followup(code="F2BB", sitdown_id=dates[0], promised_by_id=cast.ada.id, owner_id=cast.ada.id,
                     what="Show the map", made_on=date(2026, 11, 20), due_on=date(2026, 12, 9), first_due_on=date(2026, 12, 9))
        )  # fmt: skip
        for words, by, public in (("Calm in the storm", cast.una, True), ("PLANTED, not agreed", cast.una, False),
                                  ("PLANTED, her own", cast.ada, True)):  # fmt: skip
            said = thank(act, to_kind="person", to_id=cast.bo.id, by_id=by.id, words=words, language="en")
            act.session.get(Thanks, said.id).leader_agrees = public
            act.session.get(Thanks, said.id).thanked_agrees = public
        act.session.get(Programme, cast.programme.id).questions = "One?\nTwo?\n\nThree?\nFour?"
    with stage.db.reading() as session:
        brief = brief_of(session, session.get(Sitdown, dates[1]))
        after = brief_of(session, session.get(Sitdown, dates[2]))
    assert [(o.what, o.light) for o in brief.owed] == [("Show the map", "doing")]
    assert [(t.words, t.to) for t in brief.thanks] == [("Calm in the storm", "Bo")]
    assert (len(brief.questions), len(after.questions)) == (3, 3)
    assert {*brief.questions, *after.questions} == {"One?", "Two?", "Three?", "Four?"}


def test_what_is_late_was_due_and_what_is_claimed_waits_for_no_day(stage, cast, moment, dates):
    """In the calendar as one reads it on the day of the sit-down; the letter also says who has not answered yet."""
    with stage.act(cast.dee) as act:
        for n, (stage_of, day) in enumerate((("open", 1), ("claimed", 1), ("in_progress", 9))):
            due = date(2026, 12, day)
            act.session.add(
                Followup(code=f"F2B{n}", sitdown_id=dates[1], promised_by_id=cast.ada.id, owner_id=cast.ada.id, what=f"Map {n}",
                         made_on=date(2026, 11, 20), due_on=due, first_due_on=due, stage=stage_of)
            )  # fmt: skip
        mine = act.session.scalars(select(Seat).where(Seat.sitdown_id == dates[0])).first()
        mine.answer = "accepted"
    at(moment, 2)
    fill(stage)
    owed = [
        "- Map 0 (Open, was due on 1 December)",
        "- Map 1 (Claimed done)",
        "- Map 2 (In progress, by 9 December)",
    ]
    assert brief_in(stage, dates[0]).split("\n\n")[1].splitlines() == ["Still owed", *owed]
    with stage.db.reading() as session:
        body = session.scalars(select(Letter.body).where(Letter.event == "brief_sent")).one()
    words = message_from_bytes(body, policy=default).get_body(("plain",)).get_content().splitlines()
    assert [line for line in words if line.startswith("- Map")] == owed
    assert [line for line in words if "Night shift" in line] == [
        "- Bo, Night shift, here for 6 years",
        "- Fatima, Night shift, here for 6 years · no answer yet",
    ]


def test_the_feed_of_whoever_leads_holds_it_and_no_other_does(stage, cast, moment, dates, client):
    secrets = {}
    with stage.act(cast.dee) as act:
        for person in (cast.ada, cast.bo):
            secrets[person.id] = make_feed(act, row(act, Person, person.id), kind="agent", with_invited=True)
        secrets["all"] = make_feed(act, row(act, Person, cast.dee.id), kind="programme", with_invited=True)
    at(moment, 2)
    before = client.get(f"/feeds/{secrets[cast.ada.id]}.ics").headers["ETag"]
    fill(stage)
    found = {who: client.get(f"/feeds/{secret}.ics") for who, secret in secrets.items()}
    holds = {who: "Fatima" in answer.text.replace("\r\n ", "") for who, answer in found.items()}
    assert holds == {cast.ada.id: True, cast.bo.id: False, "all": False}
    assert found[cast.ada.id].headers["ETag"] != before
    assert "Fatima" not in client.get(f"/sitdowns/{dates[0]}.ics").text


def test_an_invitation_is_touched_only_for_who_switched_it_on(stage, cast, moment, dates):
    moment.forward(minutes=3)
    deliver(stage)
    at(moment, 2)
    fill(stage)
    (letter,) = [x for x in _queued(stage) if x.event == "brief_sent"]
    assert (letter.uid, letter.method) == (None, None)


def test_switched_on_the_date_alone_is_updated_and_nobody_is_asked_again(stage, cast, moment, dates):
    switched_on(stage, cast)
    moment.forward(minutes=3)
    deliver(stage)
    with stage.db.reading() as session:
        cal = session.scalar(select(CalEvent).where(CalEvent.role == "series"))
        before = cal.sequence
    at(moment, 2)
    fill(stage)
    fill(stage)
    moment.forward(minutes=3)
    (letter,) = deliver(stage)
    (event,) = calendar_of(letter.body).walk("VEVENT")
    attendee = event["ATTENDEE"]
    assert (letter.event, letter.recurrence, letter.sequence) == (
        "brief_sent", "20261203T213000Z", before + 1,
    )  # fmt: skip
    assert (attendee.params.get("RSVP", "FALSE"), attendee.params["PARTSTAT"]) == ("FALSE", "NEEDS-ACTION")
    assert "Fatima, Night shift" in event["DESCRIPTION"]
    assert event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == "2026-12-03 22:30"


def test_two_changes_within_two_minutes_are_one_update(stage, cast, moment, dates):
    switched_on(stage, cast)
    moment.forward(minutes=3)
    deliver(stage)
    at(moment, 2)
    fill(stage)
    with stage.act(cast.dee) as act:
        withdraw_seat(act, row(act, Sitdown, dates[0]), row(act, Person, cast.bo.id))
    fill(stage)
    moment.forward(minutes=3)
    (letter,) = [x for x in deliver(stage) if x.event == "brief_sent"]
    text = str(calendar_of(letter.body).walk("VEVENT")[0]["DESCRIPTION"])
    assert ("Fatima" in text, "Bo," in text) == (True, False)


def test_a_substitute_gets_the_brief_of_their_date_in_their_own_event(stage, cast, moment, dates):
    with stage.act(cast.dee) as act:
        choose_brief(act, row(act, Person, cast.dee.id), in_calendar=True)
        hand_over_sitdown(act, row(act, Sitdown, dates[0]), row(act, Person, cast.dee.id), reason="Abroad.")
    moment.forward(minutes=3)
    deliver(stage)
    at(moment, 2)
    fill(stage)
    moment.forward(minutes=3)
    (letter,) = deliver(stage)
    with stage.db.reading() as session:
        cal = session.scalar(select(CalEvent).where(CalEvent.uid == letter.uid))
        assert (cal.role, letter.to_id, letter.recurrence) == ("substitute", cast.dee.id, "")


def test_an_open_form_is_not_stale_because_of_it(stage, cast, moment, dates):
    def version():
        with stage.db.reading() as session:
            return session.get(Sitdown, dates[0]).version

    before = version()
    at(moment, 2)
    fill(stage)
    assert version() == before


def test_who_may_read_its_page(cast, signed_in, client, dates):
    url = f"/sitdowns/{dates[0]}/brief"
    codes = {n: signed_in(getattr(cast, n)).get(url).status_code for n in ("ada", "dee", "bo", "cy", "eli")}
    assert codes == {"ada": 200, "dee": 200, "bo": 404, "cy": 404, "eli": 303}
    assert client.get(url).status_code == 303
    page = signed_in(cast.ada).get(url)
    assert heading(page) == "Brief: the night shift, Utrecht"
    assert "Fatima" in page.text


def test_the_series_in_a_calendar_leads_to_the_next_brief(stage, cast, signed_in, dates, moment):
    with stage.db.reading() as session:
        series_id = session.get(Sitdown, dates[0]).series_id
        letter = session.scalar(select(Letter).where(Letter.event == "series_opened"))
        text = str(calendar_of(letter.body).walk("VEVENT")[0]["DESCRIPTION"])
    assert f"http://localhost/series/{series_id}/brief" in text
    ada = signed_in(cast.ada)
    assert f'href="/room/{dates[0]}"' in ada.get(f"/series/{series_id}/brief").text
    at(moment, 4)
    assert f'href="/room/{dates[1]}"' in ada.get(f"/series/{series_id}/brief").text
    assert signed_in(cast.bo).get(f"/series/{series_id}/brief").status_code == 404


def test_the_switch_stands_on_ones_own_page(stage, cast, signed_in):
    ada = signed_in(cast.ada)
    answer = post(ada, "/me/brief", {"in_calendar": "1"}, page="/me")
    assert toasts(ada.get(answer.location)) == [
        "From the next brief on, the invitation of each date carries it."
    ]
    with stage.db.reading() as session:
        assert session.get(Person, cast.ada.id).brief_in_calendar is True
    post(ada, "/me/brief", {"in_calendar": "0"}, page="/me")
    with stage.db.reading() as session:
        assert session.get(Person, cast.ada.id).brief_in_calendar is False
    assert post(signed_in(cast.bo), "/me/brief", {"in_calendar": "1"}, page="/me").status_code == 404


def test_who_is_erased_is_in_no_brief(stage, cast, moment, dates):
    at(moment, 2)
    fill(stage)
    moment.forward(minutes=3)
    deliver(stage)
    moment.forward(days=1)
    with stage.act(cast.una) as act:
        act.session.get(Person, cast.bo.id).left_on = moment.at.date() - timedelta(days=1)
        erase_everywhere(act, row(act, Person, cast.bo.id))
    with stage.db.reading() as session:
        letters = session.scalars(select(Letter.body).where(Letter.event == "brief_sent")).all()
        led = session.scalars(select(CalBytes.led)).all()
    assert (brief_in(stage, dates[0]), letters, {*led}) == ("", [None], {None})


def _queued(stage):
    with stage.db.reading() as session:
        return list(session.scalars(select(Letter).where(Letter.state == "queued")))
