"""The public log: list, filters, search, one entry, what is fixed; who may read it and what it costs."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from floortime.app import create_app
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.moving import move_stage
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.sorting import join_existing, withhold_obstacle
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from tests.obstacles.play import TITLE, published, raised


def titles(response):
    return re.findall(r'class="obstacle-title"[^>]*><a [^>]*>([^<]+)</a>', response.text)


@contextmanager
def counted(app):
    statements = []

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    engine = app.extensions["floortime"].db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def act_on(stage, cast, entry, do):
    with stage.act(cast.ada) as act:
        do(act, act.session.get(Obstacle, entry.id))


def test_newest_first_and_25_a_page(client, stage, cast, moment):
    for n in range(30):
        published(stage, cast, title=f"Obstacle {n:02}")
        moment.forward(days=1)
    first = client.get("/log")
    assert titles(first) == [f"Obstacle {n:02}" for n in range(29, 4, -1)]
    older = re.search(r'href="(/log\?after=\w+)" rel="next"', first.text).group(1)
    assert titles(client.get(older)) == [f"Obstacle {n:02}" for n in range(4, -1, -1)]


def test_filters_and_their_counts(client, stage, cast):
    published(stage, cast, title="Map", dimension="tools")
    published(stage, cast, title="Price", dimension="sharing", department=cast.technology)
    no = published(stage, cast, title="Bonus", dimension="sharing", site_id=cast.leeds.id)
    review = date(2027, 1, 18)
    act_on(
        stage, cast, no,
        lambda act, o: answer_obstacle(act, o, kind="no", words="No", decider_id=cast.ada.id, review_on=review),
    )  # fmt: skip
    page = client.get("/log")
    counts = re.findall(r'<a href="(/log\?[^"]+)"[^>]*><span>([^<]+)</span><span>(\d+)</span>', page.text)
    assert [(label, n) for _href, label, n in counts] == [
        ("Utrecht", "2"),
        ("Customer", "2"),
        ("Technology", "1"),
        ("Ease of tools", "1"),
        ("Information sharing", "2"),
    ]
    found = {label: titles(client.get(href)) for href, label, _n in counts}
    assert sorted(found["Utrecht"]) == ["Map", "Price"]
    assert found["Technology"] == ["Price"]
    assert sorted(found["Information sharing"]) == ["Bonus", "Price"]
    assert titles(client.get("/log?light=cannot")) == ["Bonus"]
    assert titles(client.get(f"/log?light=new&site={cast.utrecht.id}&dimension=tools")) == ["Map"]
    assert "Leeds" not in page.text


@pytest.mark.parametrize("q", ["resume", "RÉSUMÉ", "tonsberg", "résumé tøns", "ærlig", "AERLIG"])
def test_search_folds_diacritics_both_ways(client, stage, cast, q):
    published(stage, cast, title="The résumé form", body="Only in Tønsberg, ærlig talt")
    published(stage, cast, title="Something else")
    assert titles(client.get("/log", query_string={"q": q})) == ["The résumé form"]


@pytest.mark.parametrize("q", ['"', "AND", "NEAR(", "*", "a' OR 1=1 --", "%", "x" * 500, "\x00", "🎧"])
def test_no_search_breaks_the_page(client, stage, cast, q):
    published(stage, cast)
    assert client.get("/log", query_string={"q": q}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["site=x", "site=99999999999999999999", "light=blue", "dimension=x", "after=NOPE", "department=-1"],
)
def test_rubbish_in_the_address_is_left_out(client, stage, cast, query):
    published(stage, cast)
    assert client.get(f"/log?{query}").status_code == 200


def test_what_the_log_does_not_show_is_not_there(client, stage, cast):
    sorting = raised(stage, cast).code
    kept = published(stage, cast, title="Withheld")
    act_on(stage, cast, kept, lambda act, o: withhold_obstacle(act, o, reason="A customer"))
    for code in (sorting, kept.code, "NOWHERE1"):
        assert client.get(f"/log/{code}").status_code == 404
    page = client.get("/log")
    assert titles(page) == []
    assert "Nobody has raised anything yet" in page.text


def test_a_merged_entry_leads_to_where_it_went(client, stage, cast):
    into, part = published(stage, cast, title="Map"), published(stage, cast, title="Maps")
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, part.id), act.session.get(Obstacle, into.id))
    answer = client.get(f"/log/{part.code}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/log/{into.code}")
    assert titles(client.get("/log")) == ["Map"]


def test_the_empty_state_offers_the_way_out(client, stage, cast):
    published(stage, cast, title="Parking is far away")
    page = client.get(f"/log?q=parking&site={cast.leeds.id}")
    assert "Nobody has raised this yet" in page.text
    assert "Search everywhere (1 found)" in page.text


def test_one_entry_says_whom_it_waits_on(client, stage, cast, moment):
    entry = published(stage, cast, body="It is *always* late.\n\n<script>alert(1)</script>")
    moment.at += timedelta(days=21)
    page = client.get(f"/log/{entry.code}").text
    assert TITLE in page
    assert "<p>It is <em>always</em> late.</p>" in page
    assert "<script>alert" not in page
    assert re.search(r"Waiting on <b>Customer</b>", page)
    assert "<b>15 days</b>" in page
    assert "5 past the promise" in page
    assert "An answer was promised by 7 December." in page


def test_one_entry_tells_what_happened(client, stage, cast):
    entry = published(stage, cast)
    act_on(
        stage, cast, entry,
        lambda act, o: answer_obstacle(act, o, kind="answer", words="From **1 December**", decider_id=cast.ada.id),
    )  # fmt: skip
    page = client.get(f"/log/{entry.code}").text
    assert '<span class="signed">Ada Lindqvist</span>, Customer' in page
    assert "<p>From <strong>1 December</strong></p>" in page
    assert "November 2026" in page


def test_what_happened_in_one_day_stands_newest_first_too(client, stage, cast):
    entry = published(stage, cast)
    act_on(
        stage, cast, entry,
        lambda act, o: (
            say_me_too(act, o, person_id=cast.bo.id),
            answer_obstacle(act, o, kind="answer", words="Today", decider_id=cast.ada.id),
            ask_the_floor(act, o, sentence="The map is on all desks"),
            give_verdict(act, o, voice_kind="person", voice_key=str(cast.bo.id), works=True),
        ),
    )  # fmt: skip
    page = client.get(f"/log/{entry.code}").text
    timeline = page[page.index('class="timeline"') :]
    told = re.findall(r'<p>(?:<span class="signed">|<b>)([^<]+)<', timeline)
    assert told == ["Confirmed fixed", "Works now?", "Ada Lindqvist", "In the log", "Raised"]
    assert "Answered and fixed the same day" in page
    assert "Answered and fixed the same day" in client.get("/log").text


def test_only_the_floors_word_is_in_you_said_we_did(client, stage, cast, moment):
    for n in range(3):
        entry = published(stage, cast, title=f"Fixed {n}")
        moment.forward(days=1)

        def fix(act, o):
            move_stage(act, o, "asked", waiting_kind="floor")
            move_stage(act, o, "fixed", waiting_kind="nobody")

        act_on(stage, cast, entry, fix)
    published(stage, cast, title="Open")
    assert titles(client.get("/did")) == ["Fixed 2", "Fixed 1", "Fixed 0"]


def test_the_headline_counts_by_the_day_an_answer_was_due(client, stage, cast, moment):
    kept, late, fixed = (published(stage, cast, title=t) for t in ("Kept", "Late", "Fixed"))

    def yes(act, o):
        answer_obstacle(act, o, kind="answer", words="Yes", decider_id=cast.ada.id)

    act_on(stage, cast, kept, yes)
    act_on(stage, cast, fixed, yes)
    moment.at += timedelta(days=20)
    act_on(stage, cast, late, yes)

    def fix(act, o):
        move_stage(act, o, "asked", waiting_kind="floor")
        move_stage(act, o, "fixed", waiting_kind="nobody")

    act_on(stage, cast, fixed, fix)
    page = client.get("/log").text
    assert "Of the <b>3</b> due" in page
    assert "<b>2</b> were answered on time, and <b>one</b> of them is fixed by now" in page
    assert "The lights count every obstacle in the log, whenever its answer was due" in page
    clock = client.get("/clock").text
    assert "<b>2 of 3</b> obstacles were answered within the promise." in clock
    assert "No promise was due in these days." in clock
    assert "these are not the obstacles that the log calls fixed" in clock
    moment.at += timedelta(days=120)
    assert "No answer was due in the last 90 days" in client.get("/log").text


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        (True, "<b>One</b> was due for an answer in the last 90 days: it was answered on time and is not confirmed fixed yet."),
        (False, "<b>One</b> was due for an answer in the last 90 days: it was not answered on time and is not confirmed fixed yet."),
    ],
)  # fmt: skip
def test_the_headline_of_a_single_obstacle_reads_as_one_would_say_it(
    client, stage, cast, moment, answered, said
):
    entry = published(stage, cast)
    if answered:
        act_on(
            stage,
            cast,
            entry,
            lambda act, o: answer_obstacle(act, o, kind="answer", words="Yes", decider_id=cast.ada.id),
        )
    moment.at += timedelta(days=20)
    shown = re.search(r'<div class="lede"><p>(.*?)</p>', client.get("/log").text, re.DOTALL)[1]
    assert " ".join(shown.split()) == f"You raised <b>one</b> obstacle. {said}"


@pytest.mark.parametrize(("voices", "said"), [(0, "0"), (1, "a few"), (4, "a few"), (5, "5")])
def test_numbers_below_five_read_a_few(client, stage, cast, voices, said):
    entry = published(stage, cast)
    for n in range(voices):
        act_on(stage, cast, entry, lambda act, o, n=n: say_me_too(act, o, device=f"device-{n}"))
    for url in ("/log", f"/log/{entry.code}"):
        assert re.search(r"data-count>([^<]+)<", client.get(url).text).group(1) == said


@pytest.mark.parametrize("entries", [1, 30])
@pytest.mark.parametrize("url", ["/log", "/log?q=map", "/log?light=new", "/did", "detail"])
def test_three_statements_a_page(app, stage, cast, entries, url):
    for _n in range(entries):
        entry = published(stage, cast)
    act_on(
        stage, cast, entry,
        lambda act, o: answer_obstacle(act, o, kind="answer", words="Yes", decider_id=cast.ada.id),
    )  # fmt: skip
    browser = app.test_client()
    browser.get("/raise")  # the house's name is kept for a few seconds
    with counted(app) as statements:
        assert browser.get(f"/log/{entry.code}" if url == "detail" else url).status_code == 200
    assert len(statements) <= 3


@pytest.mark.parametrize("url", ["/log", "/did", "detail"])
def test_304_until_something_changes(app, stage, cast, moment, url):
    entry = published(stage, cast)
    url = f"/log/{entry.code}" if url == "detail" else url
    client = app.test_client()
    first = client.get(url)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert set(first.headers["Vary"].replace(",", " ").split()) == {"Cookie", "Accept-Language"}
    with counted(app) as statements:
        again = client.get(url, headers=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert len(statements) <= 2
    assert client.get(url, headers={**tag, "Accept-Language": "nl"}).status_code == 200
    act_on(stage, cast, entry, lambda act, o: say_me_too(act, o, device="device"))
    assert client.get(url, headers=tag).status_code == 200
    changed = client.get(url).headers["ETag"]
    moment.forward(days=1)
    assert client.get(url, headers={"If-None-Match": changed}).status_code == 200


def test_the_next_stranger_gets_the_same_page_until_something_changes(app, stage, cast):
    entry = published(stage, cast)
    first = app.test_client().get("/log")
    with counted(app) as statements:
        second = app.test_client().get("/log")
    assert (second.data, second.headers["Content-Type"]) == (first.data, first.headers["Content-Type"])
    assert len(statements) == 1
    for n in range(5):
        act_on(stage, cast, entry, lambda act, o, n=n: say_me_too(act, o, device=f"device-{n}"))
    assert "<span data-count>5</span>" in app.test_client().get("/log").text


def test_a_signed_in_reader_never_gets_a_strangers_copy(signed_in, client, stage, cast):
    published(stage, cast)
    client.get("/log")
    assert "Bo Nordvik" in signed_in(cast.bo).get("/log").text
    assert "Bo Nordvik" not in client.get("/log").text


def test_a_stranger_gets_no_cookie_and_no_token(client, stage, cast):
    entry = published(stage, cast)
    for url in ("/log", "/did", f"/log/{entry.code}", "/log?q=map"):
        page = client.get(url)
        assert page.headers.getlist("Set-Cookie") == []
        assert "csrf_token" not in page.text
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_two_readers_do_not_share_a_tag(signed_in, stage, cast, client):
    published(stage, cast)
    tags = {
        browser.get("/log").headers["ETag"] for browser in (client, signed_in(cast.bo), signed_in(cast.ada))
    }
    assert len(tags) == 3


def test_for_members_only(settings, moment, stage, cast, signed_in):
    entry = published(stage, cast)
    app = create_app(replace(settings, log_public=False), clock=moment)
    for url in ("/log", "/did", f"/log/{entry.code}"):
        answer = app.test_client().get(url)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")
    app.extensions["floortime"].db.close()


def test_words_in_another_language_say_so(client, stage, cast):
    published(stage, cast, title="Kunden får två kundnummer", language="sv")
    page = client.get("/log", headers={"Accept-Language": "en"}).text
    assert re.search(r'class="obstacle-title" lang="sv"', page)
