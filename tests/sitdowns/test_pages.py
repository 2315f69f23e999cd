"""The pages of sit-downs through HTTP: who may, what is typed wrong, what a secret opens."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from floortime import tokens
from floortime.people.model import Person, Role
from floortime.sitdowns.actions import draft_series, give_seat
from floortime.sitdowns.model import Programme, Seat, Series, Sitdown
from tests.builders import OURS, errors, heading, post, toasts
from tests.sitdowns.plans import dates_of, opened, plan, row

TYPED = {
    "title": "the night shift, Utrecht", "kind": "every", "every": "2", "weekday": "3", "nth": "1",
    "starts_on": "2026-12-03", "time_local": "22:30", "minutes": "45", "place": "Canteen", "link": "",
    "capacity": "6", "notice_days": "7", "ends": "never", "ends_on": "", "ends_after": "",
}  # fmt: skip


@pytest.fixture
def first(stage, cast) -> int:
    """The first sit-down of an open series, with Bo."""
    first = dates_of(stage, opened(stage, cast))[0].id
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, first), row(act, Person, cast.bo.id))
    return first


def typed(cast, **other):
    return {**TYPED, "leader_id": str(cast.ada.id), "site_id": str(cast.utrecht.id), **other}


def test_from_a_form_to_an_open_series(stage, cast, signed_in):
    dee = signed_in(cast.dee)
    written = post(dee, "/series/new", typed(cast), page="/series/new")
    url = written.headers["Location"]
    preview = dee.get(url)
    assert heading(preview) == "Floor time with the night shift, Utrecht"
    assert preview.text.count('name="skip"') == 12  # Ascension Day is left out by itself
    skipped = post(dee, f"{url}/skip", {"skip": "2026-12-17"}, page=url)
    assert skipped.status_code == 303
    done = post(dee, f"{url}/open", {"skip": ["2026-12-17", "not a day"]}, page=url)
    assert done.status_code == 303
    assert toasts(dee.get(url)) == ["The series is open. Now give its seats."]
    with stage.db.reading() as session:
        days = session.scalars(select(Sitdown.start_local).order_by(Sitdown.starts_at)).all()
        assert [day.date() for day in days[:2]] == [date(2026, 12, 3), date(2026, 12, 31)]


def test_every_wrong_field_says_what_to_write_and_keeps_what_was_typed(cast, signed_in, stage):
    wrong = {
        "title": "", "every": "", "starts_on": "3/12", "time_local": "late", "minutes": "0", "place": "",
        "link": "", "ends": "on", "ends_on": "",
    }  # fmt: skip
    answer = post(signed_in(cast.dee), "/series/new", typed(cast, **wrong), page="/series/new")
    assert answer.status_code == 422
    assert errors(answer) == [
        "Write with whom, for example: the night shift, Utrecht.",
        "Write how many weeks lie between, for example 2.",
        "This is not a day. Write it as 2026-12-03.",
        "This is not a time. Write it as 22:30.",
        "Write a number from 10 to 480.",
        "Write a place, or give a link below.",
        "Write the last day.",
    ]
    listed = re.findall(
        r'<li><a href="#(\w+)">', answer.text.partition('class="errors"')[2].partition("</section>")[0]
    )
    assert listed == ["title", "every", "starts_on", "time_local", "minutes", "place", "ends_on"]
    assert 'value="3/12"' in answer.text
    with stage.db.reading() as session:
        assert session.scalars(select(Series)).all() == []


@pytest.mark.parametrize("link", ["javascript:alert(1)", "meet.example.org", "https://a b"])
def test_a_link_is_one_that_a_browser_opens(cast, signed_in, link):
    answer = post(signed_in(cast.dee), "/series/new", typed(cast, link=link), page="/series/new")
    assert errors(answer) == [
        "This is not a link. Copy it whole, for example https://meet.example.org/floor."
    ]


def test_two_people_changing_one_draft(stage, cast, signed_in):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        series_id = draft_series(act, plan(cast)).id
    dee, url = signed_in(cast.dee), f"/series/{series_id}/edit"
    version = re.search(r'name="version"[^>]*value="(\d+)"', dee.get(url).text)[1]
    assert post(dee, url, typed(cast, version=version, minutes="60"), page=url).status_code == 303
    late = [
        post(signed_in(one), url, typed(cast, version=version, minutes="30"), page=url)
        for one in (cast.una, cast.dee)
    ]
    assert [(answer.status_code, heading(answer)) for answer in late] == [
        (409, "Dee McAllister changed this while you were writing"),
        (409, "You changed this yourself while you were writing"),
    ]


def test_who_may_see_and_who_may_change(stage, cast, signed_in, first, client):
    with stage.act() as act:
        chief = Person(first_name="Kim", kind="staff", email="kim@nordvik.example", zone="UTC")
        act.session.add(chief)
        act.session.flush()
        act.session.add(
            Role(person_id=chief.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    pages = [f"/sitdowns/{first}", f"/sitdowns/{first}/move", f"/series/1", "/programme"]  # noqa: F541
    seen = {
        who.first_name: [signed_in(who).get(url).status_code for url in pages]
        for who in (cast.ada, cast.dee, cast.una, chief, cast.bo, cast.cy)
    }
    assert seen == {
        "Ada": [200, 200, 200, 200],
        "Dee": [200, 200, 200, 200],
        "Una": [200, 200, 200, 200],
        "Kim": [404, 404, 404, 200],  # chief of staff of another site
        "Bo": [200, 404, 404, 404],
        "Cy": [404, 404, 404, 404],
    }
    assert [client.get(url).status_code for url in pages] == [303] * 4


def test_who_sits_there_reads_and_changes_nothing(cast, signed_in, first):
    shown = signed_in(cast.bo).get(f"/sitdowns/{first}").text
    assert ("Replace" in shown, "Cancel this sit-down" in shown, "What happened" in shown) == (False,) * 3
    refused = post(signed_in(cast.bo), f"/sitdowns/{first}/seats/{cast.cy.id}/give", page="/me")
    assert refused.status_code == 404


def test_moving_needs_a_reason_and_names_who_hears_of_it(cast, signed_in, first):
    dee, url = signed_in(cast.dee), f"/sitdowns/{first}/move"
    shown = " ".join(re.sub(r"<[^>]+>", " ", dee.get(url).text).split())
    assert "1 person will get a changed invitation: Bo 1 calendar is updated: Ada Lindqvist" in shown
    new = {"day": "2026-12-04", "at": "22:00", "place": "Canteen", "link": "", "why": ""}
    answer = post(dee, url, new, page=url)
    assert (answer.status_code, errors(answer)) == (
        422,
        ["Write one sentence, for example: the night starts with a handover."],
    )
    assert post(dee, url, {**new, "why": "Handover."}, page=url).status_code == 303
    assert "Moved: Handover." in re.sub(r"<[^>]+>", "", dee.get(f"/sitdowns/{first}").text)


def test_cancelling_says_whose_side_it_was(cast, signed_in, first, stage):
    dee, url = signed_in(cast.dee), f"/sitdowns/{first}/cancel"
    done = post(dee, url, {"side": "house", "why": "The site is closed."}, page=url)
    assert done.status_code == 303
    with stage.db.reading() as session:
        found = session.get(Sitdown, first)
        assert (found.state, found.side, found.reason) == ("cancelled", "house", "The site is closed.")
    again = post(dee, f"/sitdowns/{first}/seats/{cast.bo.id}/withdraw", page="/programme/settings")
    assert (again.status_code, "This sit-down was called off." in again.text) == (409, True)


def test_a_series_ends_with_its_consequence_in_words(cast, signed_in, first, stage):
    dee = signed_in(cast.dee)
    assert "1 seat is taken back, each with a letter." in dee.get("/series/1/end").text
    done = post(dee, "/series/1/end", {"side": "house", "why": "The team closes."}, page="/series/1/end")
    assert done.status_code == 303
    with stage.db.reading() as session:
        assert set(session.scalars(select(Sitdown.state))) == {"cancelled"}


def opening(stage, cast, first, person=None) -> str:
    with stage.act() as act:
        return "/seats/" + tokens.issue(
            act.session, "seat", "sitdown", first, expires_at=act.at + timedelta(days=20),
            person_id=(person or cast.bo).id,
        )  # fmt: skip


def answer_of(stage, first, person):
    with stage.db.reading() as session:
        return session.get(Seat, (first, person.id)).answer


def test_a_seat_is_answered_behind_its_secret(stage, cast, client, first, moment):
    url = opening(stage, cast, first)
    for asked in ("", "?say=no", "?say=yes"):
        assert client.get(url + asked).status_code == 200
    assert client.head(url + "?say=no").status_code == 200
    assert answer_of(stage, first, cast.bo) == "needs-action"
    assert client.post(url, data={"say": "no"}).status_code == 403  # from nowhere
    said = client.post(url, data={"say": "yes"}, headers=OURS)
    assert (heading(said), answer_of(stage, first, cast.bo)) == ("You come. See you there, Bo", "accepted")
    assert said.headers["Referrer-Policy"] == "same-origin"
    back = client.post(url, data={"say": "no"}, headers=OURS)
    assert heading(back) == "You don't come. Somebody else gets the seat"
    assert answer_of(stage, first, cast.bo) == "declined"
    moment.forward(days=30)
    assert client.get(url).status_code == 404


def test_a_secret_for_something_else_opens_no_seat(stage, cast, client, first):
    with stage.act() as act:
        other = tokens.issue(
            act.session, "sign_in", "person", cast.bo.id, expires_at=act.at + timedelta(days=1)
        )
    assert [client.get(f"/seats/{x}").status_code for x in (other, "nothing")] == [404, 404]


def test_settings_are_kept_and_wrong_weeks_named(stage, cast, signed_in):
    dee, url = signed_in(cast.dee), "/programme/settings"
    given = {
        "answer_days": "8",
        "silence_days": "10",
        "quorum": "1",
        "notice_days": "5",
        "closed_weeks": "2026-W52\n2026w60",
        "questions": "",
    }
    assert errors(post(dee, url, given, page=url)) == [
        "“2026w60” is not a week. Write one a line, for example 2026-W52."
    ]
    done = post(dee, url, {**given, "closed_weeks": "2026-w53, 2026W52"}, page=url)
    assert done.status_code == 303
    with stage.db.reading() as session:
        kept = session.get(Programme, cast.programme.id)
        assert (kept.answer_days, kept.skip_holidays, kept.closed_weeks) == (
            8,
            False,
            ["2026-W52", "2026-W53"],
        )
    assert signed_in(cast.ada).get(url).status_code == 404


def test_small_teams_are_never_shown_alone(stage, cast, signed_in):
    page = " ".join(re.sub(r"<[^>]+>", "", signed_in(cast.dee).get("/programme").text).split())
    assert ("Night shift, Utrecht" in page, "Retention" in page) == (True, False)  # Cy alone is Retention
    assert "0 of 6 people on the floor have met a leader" in page


def test_no_page_asks_more_for_more_rows(app, stage, cast, signed_in, first):
    counted: list[str] = []
    event.listen(
        app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: counted.append(a[2])
    )
    dee = signed_in(cast.dee)

    def cost_of(url):
        counted.clear()
        assert dee.get(url).status_code == 200
        return len(counted)

    urls = ["/programme", f"/sitdowns/{first}", "/series/1"]
    cost_of("/programme")  # what is asked once
    cost = [cost_of(url) for url in urls]
    with stage.act(cast.dee) as act:
        for person in cast.colleagues[:2]:
            give_seat(act, row(act, Sitdown, first), row(act, Person, person.id))
    opened(stage, cast, cadence="FREQ=WEEKLY;BYDAY=MO")
    assert [cost_of(url) for url in urls] == cost
    assert max(cost) <= 15  # what is proposed for whole series is one more than what is proposed for a date
