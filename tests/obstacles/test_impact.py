"""What a fix brings: stated by its owner on the claim page or after, checked once by another, never a number before that."""

import csv
import io
import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from floortime.errors import Refused
from floortime.obstacles.actions.impact import Stated, check_impact, state_impact
from floortime.obstacles.impact_form import StateImpactByLinkForm
from floortime.obstacles.impacts import grouped, read, said
from floortime.obstacles.model import Impact, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import DepartmentHead
from floortime.words import in_language
from tests.builders import OURS, errors, heading, post
from tests.obstacles.test_rounds import Floor

TIME = Stated("time", 40, "hours_week")
WRONG = "Write a whole number from 1 to 999,999, in figures alone, for example 12,500."
MONEY = Stated("money", 12000, "EUR_year")


TYPED = {
    "1": 1, "1250000": 1_250_000, "1,250,000": 1_250_000, "1.250.000": 1_250_000, "1 250 000": 1_250_000,
    "1\u202f250\u00a0000": 1_250_000, "1'250’000": None, "1'250'000": 1_250_000, "999.999.999": 999_999_999,
    "12.500,00": 12_500, "12,500.00": 12_500, "12.500,-": 12_500, "1250.00": 1250,
    "12k": None, "1.2M": None, "1.25": None, "0.500": None, "1,250.000": None, "12.500.00": None, "1.250.0000": None,
    "1000000000": None, "0": None, "-3": None, "€ 5": None, "many": None, "9" * 400: None,
}  # fmt: skip
"""What somebody types, and what it is; None for what they are asked to write anew."""


@pytest.fixture
def floor(stage, cast, db):
    return Floor(stage, cast, db)


@pytest.fixture
def code(floor):
    with floor.db.reading() as session:
        return session.get(Obstacle, floor.id).code


def state(floor, by, *stated, words="", **more):
    with floor.acting(by) as (act, obstacle):
        state_impact(act, obstacle, list(stated), words=words, **more)


def rows(floor):
    with floor.db.reading() as session:
        found = session.scalars(select(Impact).order_by(Impact.kind)).all()
        return [(i.kind, i.amount, i.unit, i.stated_by_id, i.checked_by_id) for i in found]


def test_stated_then_checked_by_another_once(floor, cast):
    state(floor, cast.eli, TIME, MONEY)
    with floor.acting(cast.eli) as (act, obstacle), pytest.raises(Refused):
        check_impact(act, obstacle)
    for _ in range(2):
        with floor.acting(cast.dee) as (act, obstacle):
            check_impact(act, obstacle)
    assert rows(floor) == [
        ("money", 12000, "EUR_year", cast.eli.id, cast.dee.id),
        ("time", 40, "hours_week", cast.eli.id, cast.dee.id),
    ]
    assert floor.verbs().count("impact.checked") == 1


def test_a_changed_number_is_unchecked_and_the_others_stay(floor, cast):
    state(floor, cast.eli, TIME, MONEY)
    with floor.acting(cast.dee) as (act, obstacle):
        check_impact(act, obstacle)
    state(floor, cast.eli, Stated("time", 30, "hours_week"), MONEY)
    assert [row[4] for row in rows(floor)] == [cast.dee.id, None]


def test_what_is_not_said_any_more_is_gone_but_not_by_saying_one_more(floor, cast):
    state(floor, cast.eli, TIME)
    state(floor, cast.eli, MONEY, whole=False)
    assert [row[0] for row in rows(floor)] == ["money", "time"]
    state(floor, cast.eli, MONEY)
    assert [row[0] for row in rows(floor)] == ["money"]


def test_said_twice_nothing_happens(floor, cast):
    for _ in range(2):
        state(floor, cast.eli, TIME)
    assert floor.verbs().count("impact.stated") == 1


def shown(client, code):
    page = client.get(f"/log/{code}").text
    found = re.search(r"<h2>What it brings</h2>.*?</section>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_the_entry_says_stated_or_checked(floor, cast, client, code):
    assert shown(client, code) == ""
    state(floor, cast.ada, TIME, words="Counted in week 46")
    assert shown(client, code) == (
        f"What it brings 40 hours a week Said by {cast.ada.name}, not checked yet. “Counted in week 46”"
    )
    with floor.acting(cast.dee) as (act, obstacle):
        check_impact(act, obstacle)
    assert shown(client, code) == (
        f"What it brings 40 hours a week Said by {cast.ada.name}, checked by {cast.dee.name} on 23 November."
        " “Counted in week 46”"
    )


def test_a_table_has_a_number_only_once_it_is_checked(floor, cast, client, code):
    state(floor, cast.eli, TIME)

    def cells():
        table = list(csv.reader(io.StringIO(client.get("/log.csv").data.decode("utf-8-sig"))))
        at = table[0].index("Time")
        return table[1][at : at + 4]

    assert cells() == ["40, not checked", "hours a week", "", ""]
    with floor.acting(cast.dee) as (act, obstacle):
        check_impact(act, obstacle)
    assert cells() == ["40", "hours a week", "", ""]


@pytest.fixture
def url(floor, db):
    """The link in its owner's letter."""
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/f/[\w-]+)\?say=accept", text)[1]


def test_said_with_the_claim(floor, cast, url, client):
    given = {"way": "done", "claim": "On all desks", "customers_n": "300", "customers_unit": "customers_day"}
    wrong = client.post(url, data={**given, "time_n": "many"}, headers=OURS)
    assert (wrong.status_code, errors(wrong)) == (422, [WRONG])
    assert ('value="300"' in wrong.text, "On all desks" in wrong.text) == (True, True)
    kept = client.post(url, data=given, headers=OURS)
    assert (kept.status_code, kept.text.count("<b>300 customers a day</b>")) == (200, 1)
    assert rows(floor) == [("customers", 300, "customers_day", cast.eli.id, None)]
    after = client.post(f"{url}/impact", data={"time_n": "2", "time_unit": "hours_day"}, headers=OURS)
    assert (after.status_code, after.text.count("<b>2 hours a day · 300 customers a day</b>")) == (200, 1)
    state(floor, cast.ada, Stated("money", 12000, "EUR_year"), whole=False)
    assert client.get(url).text.count("EUR a year</b>") == 0  # what somebody else says is not theirs
    assert [row[0] for row in rows(floor)] == ["customers", "money", "time"]


NOTHING = "Nothing was written yet. Write one number: of time, of money or of customers."
ALONE = "Words alone are not kept. Write a number beside them."


def test_behind_the_link_an_empty_form_says_so_and_stays(floor, url, client):
    client.post(url, data={"way": "done", "claim": "On all desks"}, headers=OURS)
    for given, wrong in (({}, NOTHING), ({"impact_words": "A lot"}, ALONE)):
        answer = client.post(f"{url}/impact", data=given, headers=OURS)
        assert (answer.status_code, heading(answer), errors(answer)) == (422, "What it brings", [wrong])
        assert re.findall(r"<details class=\"folded\"( open)?", answer.text) == [" open"]
        assert answer.text.count("Keep what it brings") == 1
    assert answer.text.count('value="A lot"') == 1
    assert rows(floor) == []


def test_with_done_words_without_a_number_are_not_lost(url, client):
    given = {"way": "done", "claim": "On every desk", "impact_words": "A lot"}
    answer = client.post(url, data=given, headers=OURS)
    assert (answer.status_code, errors(answer), answer.text.count('value="A lot"')) == (422, [ALONE], 1)


@pytest.mark.parametrize("typed", TYPED)
def test_thousands_are_typed_as_anybody_does(typed):
    form = StateImpactByLinkForm(MultiDict({"money_n": typed, "money_unit": "SEK_year"}))
    assert (form.validate(), form.money_n.data) == (TYPED[typed] is not None, TYPED[typed])
    wrong = ["Write a whole number from 1 to 999,999,999, in figures alone, for example 12,500."]
    assert form.money_n.errors == ([] if TYPED[typed] else wrong)


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "1,250,000 SEK a year"), ("nl", "1.250.000 SEK per jaar"), ("sv", "1\u202f250\u202f000 SEK om året"), ("nb", "1\u202f250\u202f000 SEK i året")],
)  # fmt: skip
def test_and_read_as_the_readers_language_writes_them(code, text):
    with in_language(code):
        assert said(1_250_000, "SEK_year") == text
        assert read(grouped(1_250_000).replace("\u202f", " ")) == 1_250_000
    assert said(12_500, "customers_month") == "12,500 customers a month"


def test_as_much_as_a_whole_house_saves_is_kept(floor, cast, client, code):
    state(floor, cast.eli, Stated("money", 999_999_999, "NOK_once"))
    assert rows(floor)[0][1] == 999_999_999
    assert "999,999,999 NOK once" in shown(client, code)
    assert "999,999,999, not checked" in client.get("/log.csv").data.decode("utf-8-sig")


class TestPages:
    """Stating and checking, signed in."""

    def test_who_may(self, floor, cast, signed_in, code, stage):
        url = f"/obstacles/{code}/impact"
        assert [signed_in(who).get(url).status_code for who in (cast.dee, cast.bo)] == [200, 403]
        with stage.act(cast.dee) as act:
            head = act.session.get(DepartmentHead, (cast.technology.id, "manager"))
            if head is None:
                act.session.add(
                    DepartmentHead(department_id=cast.technology.id, part="manager", person_id=cast.ada.id)
                )
        state(floor, cast.eli, TIME)
        assert "I have checked this" in signed_in(cast.dee).get(url).text

    def test_a_chief_of_staff_finds_the_way_from_the_log_while_something_is_unchecked(
        self, floor, cast, signed_in, client, code
    ):
        way = "Check what is said"
        state(floor, cast.eli, TIME)
        assert [
            who.get(f"/log/{code}").text.count(way)
            for who in (signed_in(cast.dee), signed_in(cast.bo), client)
        ] == [1, 0, 0]
        with floor.acting(cast.dee) as (act, obstacle):
            check_impact(act, obstacle)
        assert signed_in(cast.dee).get(f"/log/{code}").text.count(way) == 0

    def test_kept_checked_and_taken_back(self, floor, cast, signed_in, code):
        url = f"/obstacles/{code}/impact"
        state(floor, cast.eli, TIME)
        dee = signed_in(cast.dee)
        assert post(dee, f"{url}/check", page=url).status_code == 303
        assert [row[4] for row in rows(floor)] == [cast.dee.id]
        assert post(dee, f"{url}/uncheck", page=url).status_code == 303
        assert [row[4] for row in rows(floor)] == [None]

    def test_who_says_it_does_not_check_it(self, floor, cast, signed_in, code):
        url = f"/obstacles/{code}/impact"
        dee = signed_in(cast.dee)
        answer = post(dee, url, {"time_n": "3", "time_unit": "hours_day"}, page=url)
        assert answer.status_code == 303
        assert post(dee, f"{url}/check", page=url).status_code == 403

    def test_nothing_written_is_said_and_nothing_left_is_too(self, floor, cast, signed_in, code):
        url, dee = f"/obstacles/{code}/impact", signed_in(cast.dee)
        for given, wrong in (({}, NOTHING), ({"impact_words": "A lot"}, ALONE)):
            answer = post(dee, url, given, page=url)
            assert (answer.status_code, errors(answer)) == (422, [wrong])
        state(floor, cast.ada, TIME)
        assert post(dee, url, {}, page=url).status_code == 303
        assert "The log says nothing of it any more." in dee.get(url).text
        assert rows(floor) == []

    def test_wrong_numbers_and_names_stop_and_all_stays(self, floor, cast, signed_in, code):
        url = f"/obstacles/{code}/impact"
        dee = signed_in(cast.dee)
        answer = post(dee, url, {"time_n": "-3", "money_n": "5", "money_unit": "SEK_year"}, page=url)
        assert (answer.status_code, errors(answer)) == (422, [WRONG])
        assert re.search(r'value="5"', answer.text)
        assert re.search(r'<option selected value="SEK_year">', answer.text)
        said = post(dee, url, {"time_n": "3", "impact_words": f"says {cast.bo.name}"}, page=url)
        assert errors(said) == [f"The log shows this. Leave out {cast.bo.name}."]
        assert rows(floor) == []
