"""Sorting: public words without names, one question to a department, merge and withhold with a way back."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle, Wording
from floortime.outbox.model import Letter
from floortime.people.model import DepartmentHead
from floortime.tokens import Token
from tests.builders import errors
from tests.obstacles.play import TITLE, WORDS, published, raised


def press(browser, page, url, **data):
    """Post what a form on `page` would post, with its token and version."""
    text = browser.get(page).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', text).group(1)
    version = re.search(r'name="version"[^>]*value="(\d+)"', text)
    return browser.post(
        url, data={"csrf_token": token, "version": version.group(1) if version else "", **data}
    )


def proposed(page):
    """What stands in the field of the public wording."""
    return re.search(r'<textarea[^>]*id="title"[^>]*>\s*([^<]*)</textarea>', page).group(1).strip()


def row(db, code):
    with db.reading() as session:
        return session.scalars(select(Obstacle).where(Obstacle.code == code)).one()


def sorted_into_the_log(browser, cast, code, **more):
    data = {
        "title": TITLE,
        "body": "",
        "department": str(cast.customer.id),
        "dimension": "tools",
        "show_site": "y",
        **more,
    }
    return press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/publish", **data)


def test_names_are_pointed_out_and_never_proposed(signed_in, stage, cast):
    code = raised(stage, cast).code
    page = signed_in(cast.dee).get(f"/obstacles/{code}/sort").text
    assert WORDS in page
    assert "Fatima stands in what was said" in page
    assert proposed(page) == ""


def test_words_without_names_are_proposed(signed_in, stage, cast):
    code = raised(stage, cast, words="The printer is on the other floor").code
    page = signed_in(cast.dee).get(f"/obstacles/{code}/sort").text
    assert "No names found." in page
    assert proposed(page) == "The printer is on the other floor"


def test_publish_and_ask_the_head(signed_in, stage, cast, db):
    code = raised(stage, cast).code
    answer = sorted_into_the_log(signed_in(cast.dee), cast, code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/board")
    entry = row(db, code)
    assert (entry.stage, entry.bar, entry.waiting_kind, entry.waiting_id) == (
        "published",
        "new",
        "department",
        cast.customer.id,
    )
    assert (entry.published_on, entry.answer_due_on) == (date(2026, 11, 23), date(2026, 12, 7))
    assert (entry.shown_site_id, entry.dimension) == (cast.utrecht.id, "tools")
    with db.reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.event, letter.to_id, letter.to_address) == (
            "obstacle_published",
            cast.ada.id,
            "ada@nordvik.example",
        )
        assert session.scalars(select(Token.purpose)).all() == ["answer"]
        assert set(session.scalars(select(Entry.verb))) == {"obstacle.raised", "obstacle.published"}


def test_a_name_in_the_public_words_stops_until_it_is_said_to_be_none(signed_in, stage, cast, db):
    code = raised(stage, cast).code
    browser = signed_in(cast.dee)
    stopped = sorted_into_the_log(browser, cast, code, title="Fatima sees the map late")
    assert stopped.status_code == 422
    assert errors(stopped) == ["The log shows this. Leave out Fatima."]
    assert proposed(stopped.text) == "Fatima sees the map late"
    assert row(db, code).stage == "sorting"
    passed = sorted_into_the_log(browser, cast, code, title="Fatima sees the map late", meant="y")
    assert passed.status_code == 303


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("title", "Write what the log will say"),
        ("department", "Choose the department"),
        ("dimension", "Choose what it is about"),
    ],
)
def test_an_empty_field_says_what_to_do(signed_in, stage, cast, db, field, said):
    code = raised(stage, cast).code
    answer = sorted_into_the_log(signed_in(cast.dee), cast, code, **{field: ""})
    assert answer.status_code == 422
    assert said in answer.text
    assert row(db, code).stage == "sorting"


def test_a_department_without_a_head_gets_no_letter(signed_in, stage, cast, db):
    code = raised(stage, cast).code
    sorted_into_the_log(signed_in(cast.dee), cast, code, department=str(cast.technology.id))
    with db.reading() as session:
        assert session.scalars(select(Letter)).all() == []
    assert row(db, code).stage == "published"


def test_the_button_names_whom_it_asks(signed_in, stage, cast):
    code = raised(stage, cast).code
    browser = signed_in(cast.dee)
    asks = browser.get(f"/obstacles/{code}/asks?department={cast.customer.id}").text
    assert "Publish, and ask Ada Lindqvist" in asks
    assert "an answer by 7 December" in asks
    none = browser.get(f"/obstacles/{code}/asks?department={cast.technology.id}").text
    assert "Nobody answers for Technology yet" in none


def test_somebody_else_sorted_it_meanwhile(signed_in, stage, cast, db):
    code = raised(stage, cast).code
    first, second = signed_in(cast.dee), signed_in(cast.una)
    text = second.get(f"/obstacles/{code}/sort").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', text).group(1)
    version = re.search(r'name="version"[^>]*value="(\d+)"', text).group(1)
    sorted_into_the_log(first, cast, code)
    late = second.post(
        f"/obstacles/{code}/publish",
        data={
            "csrf_token": token,
            "version": version,
            "title": "Other",
            "department": cast.technology.id,
            "dimension": "tools",
        },
    )
    assert late.status_code == 409
    with db.reading() as session:
        assert session.scalars(select(Wording.title)).all() == [TITLE]


def test_merge_and_take_apart_again(signed_in, stage, cast, db):
    into = published(stage, cast)
    code = raised(stage, cast, words="The outage map is late").code
    browser = signed_in(cast.dee)
    answer = press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/merge", into=into.code)
    assert answer.status_code == 303
    merged = row(db, code)
    assert (merged.stage, merged.merged_into_id, row(db, into.code).voices_n) == ("merged", into.id, 1)
    assert press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/part").status_code == 303
    apart = row(db, code)
    assert (apart.stage, apart.merged_into_id, row(db, into.code).voices_n) == ("sorting", None, 0)


def test_merge_into_nothing(signed_in, stage, cast):
    code = raised(stage, cast).code
    answer = press(signed_in(cast.dee), f"/obstacles/{code}/sort", f"/obstacles/{code}/merge", into="NOWHERE")
    assert answer.status_code == 422
    assert "no entry with this code" in answer.text


def test_withhold_with_a_reason_and_back(signed_in, stage, cast, db, client):
    found = raised(stage, cast)
    code = found.code
    browser = signed_in(cast.dee)
    empty = press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/withhold", reason="")
    assert empty.status_code == 422
    press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/withhold", reason="It tells of a customer")
    assert row(db, code).stage == "withheld"
    page = client.post("/claim", data={"code": found.claim_code}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "It tells of a customer" in page.text
    press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/restore")
    assert (row(db, code).stage, row(db, code).withheld_because) == ("sorting", "")


def test_reword_what_its_raiser_disputes(signed_in, stage, cast, db, client):
    from tests.obstacles.play import publish

    found = raised(stage, cast)
    code = publish(stage, cast, found).code
    ours = {"Sec-Fetch-Site": "same-origin"}
    data = {"code": found.claim_code, "says": "not_so", "note": "it is every map"}
    client.post("/claim/wording", data=data, headers=ours)
    browser = signed_in(cast.dee)
    assert "it is every map" in browser.get(f"/obstacles/{code}/sort").text
    press(browser, f"/obstacles/{code}/sort", f"/obstacles/{code}/reword", title="Every map is late", body="")
    with db.reading() as session:
        assert session.scalars(select(Wording.title)).all() == ["Every map is late"]
    assert "it is every map" not in browser.get(f"/obstacles/{code}/sort").text


@pytest.mark.parametrize("who", ["ada", "bo"])
def test_only_a_chief_of_staff_sorts(signed_in, stage, cast, who):
    code = raised(stage, cast).code
    assert signed_in(getattr(cast, who)).get(f"/obstacles/{code}/sort").status_code == 404


def test_a_chief_of_another_site_does_not_sort_here(signed_in, stage, cast):
    from floortime.people.model import Role
    from tests.cast import person

    code = raised(stage, cast).code
    with stage.act() as act:
        fay = person(act, "Fay", role=None)
        act.session.add(
            Role(person_id=fay.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    assert signed_in(fay).get(f"/obstacles/{code}/sort").status_code == 404


def test_a_head_without_mail_is_named_and_not_written_to(signed_in, stage, cast, db):
    from tests.cast import person

    with stage.act() as act:
        gus = person(act, "Gus", role="leader", email=None)
        act.session.add(DepartmentHead(department_id=cast.technology.id, part="manager", person_id=gus.id))
    code = raised(stage, cast).code
    asks = signed_in(cast.dee).get(f"/obstacles/{code}/asks?department={cast.technology.id}").text
    assert "Gus Nordvik has no mail" in asks
