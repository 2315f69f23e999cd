"""axe finds nothing on any page that anybody can reach, wide and narrow, light and dark; nothing scrolls sideways."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, text

from floortime.app import create_app
from floortime.db import Database
from floortime.followups.actions import hand_over
from floortime.followups.model import Followup
from floortime.people.actions.guests import add_guest
from tests.journeys import axe
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage, settings_of
from tests.journeys.walking import SHELL, Walk

PEOPLE = Path(__file__).parent / "people.csv"
FATIMA = "fatima.amrani@nordvik.example"
ROLES = {
    "agent": f"select id from persons where email = '{FATIMA}'",
    "leader": "select leader_id from sitdowns where state = 'held' group by leader_id order by count(*) desc limit 1",
    "owner": "select id from persons where email = 'nora.myhre@nordvik.example'",
    "chief": "select person_id from roles where role = 'chief_of_staff' order by person_id limit 1",
    "admin": "select id from persons where email = 'una.falkner@nordvik.example'",
}
STATES = {
    "nobody": (
        "select '/log/' || min(code) from obstacles where stage not in ('sorting', 'withheld') group by stage",
        "select '/log/' || min(code) || '/works' from obstacles where stage in ('asked', 'fixed') group by stage",
        "select '/heads-ups/' || min(code) from headsups where state = 'published' group by late",
    ),
    "agent": (
        "select '/raise/named'",
        "select '/obstacles/' || min(code) || '/co-lead' from obstacles where stage = 'in_hand'",
        "select '/obstacles/' || min(code) || '/co-lead' from obstacles join co_leads on obstacle_id = id",
    ),
    "chief": (
        "select '/sitdowns/' || min(id) from sitdowns group by state",
        "select '/sitdowns/' || min(id) || '/cards' from sitdowns where state = 'planned'",
        "select '/sitdowns/' || min(id) || '/missed' from sitdowns where state = 'planned'",
        "select '/series/' || min(id) || '/edit' from series",
        "select '/series/' || min(id) || '/change' from series where state = 'open'",
        "select '/followups/' || min(code) from followups group by stage",
        "select '/obstacles/' || min(code) || '/sort' from obstacles group by stage",
        "select '/obstacles/' || min(code) || '/impact' from obstacles where stage = 'fixed'",
        "select '/heads-ups/' || min(code) || '/change' from headsups where state = 'published'",
        "select '/heads-ups/new'",
    ),
    "leader": (
        "select '/room/' || min(id) from sitdowns where leader_id = {0} group by state, closed_at is null",
        "select '/room/' || min(id) || '/missed' from sitdowns where leader_id = {0} and state = 'planned'",
        "select '/room/' || min(sitdown_id) || '/notes/' || min(id) from notes group by kind",
    ),
}
"""One row of every state, and what stands behind it: links alone would lead to the newest."""
SEES = {
    "nobody": "demo.demo demo.letter demo.outbox followups.by_link followups.letters_by_link followups.no_letters log.department log.did log.entry log.headsup log.headsups log.log obstacles.by_link"
    " obstacles.claim obstacles.raise obstacles.works obstacles.works_by_link people.link people.password"
    " people.sign_in recognition.aloud scorecard.clock sitdowns.own_seat",
    "agent": "home.home obstacles.co_lead obstacles.named obstacles.works_named people.me recognition.mine recognition.thanks sitdowns.feed",
    "leader": "home.leader capture.edit capture.here capture.missed capture.note capture.read_back capture.room sitdowns.free_time",
    "owner": "followups.answer followups.followup followups.followups obstacles.answer",
    "chief": "briefing.brief desk.board desk.chase desk.done desk.programme followups.drop followups.hold headsups.change headsups.new lists.done lists.preview lists.upload mailroom.inbox mailroom.new obstacles.ask obstacles.impact obstacles.sort people.people people.person"
    " sitdowns.cancel sitdowns.cards sitdowns.change sitdowns.closed sitdowns.edit sitdowns.end sitdowns.hours sitdowns.missed sitdowns.lead sitdowns.members sitdowns.move sitdowns.new"
    " sitdowns.seat sitdowns.series sitdowns.settings sitdowns.sitdown",
    "admin": "hooks.hook hooks.hooks people.add people.done people.house people.new_site people.preview people.site people.team people.upload",
}
"""Who looks at what at the least; a new page gets a word here, or the last test fails."""
FILES = frozenset(f"{room}.{kind}" for room in ("log", "followups", "desk") for kind in ("csv", "xlsx"))
LEFT_OUT = {
    "briefing.next": "the page of briefing.brief, of the next date",
    "mailroom.booking": "a leader's page from a letter that the demo never writes; of the parts of sitdowns.own_seat",
    "mailroom.mail": "one mail; the demo receives none",
    "mailroom.raw": "a mail as a file",
    "demo.mail": "the letter in its frame: mail, not a page",
    "followups.evidence": "a file of somebody's",
    "followups.evidence_by_link": "a file of somebody's",
    "followups.evidence_to_look_at": "a file of somebody's",
    "followups.look": "there where a programme asks for a second look, which the demo's does not; of the parts of obstacles.works",
    "followups.look_by_link": "the page of followups.look",
    "desk.asked": "a piece of the board, of sitdowns.sitdown",
    "desk.impact": "a piece of the board, of obstacles.impact",
    "desk.notes": "a piece of the board: links to capture.room and capture.read_back",
    "desk.offers": "a piece of the board, of obstacles.co_lead",
    "desk.question": "a piece of the board, of obstacles.works_named",
    "desk.seats": "a piece of the board, of sitdowns.sitdown",
    "desk.panel": "a piece of the board, the form of obstacles.sort",
    "followups.panel": "a piece of the board, of the forms of followups.followup",
    "obstacles.asks": "a piece of obstacles.sort",
    "obstacles.promise_works": "the page of obstacles.works_named; in a company this small nobody is asked it",
    "sitdowns.calendar": "a calendar file",
    "sitdowns.event": "a calendar file",
    **dict.fromkeys(FILES, "a table as a file"),
    **dict.fromkeys(SHELL, "for machines"),
}


def column(company: Company, statement: str) -> list:
    """The first column of what the company's database answers."""
    database = Database(company.database_url)
    with database.reading() as session:
        found = list(session.scalars(text(statement)))
    database.close()
    return found


def person(company: Company, role: str) -> int | None:
    """Who plays this role in the demo company."""
    return column(company, ROLES[role])[0] if role in ROLES else None


def _behind_mail(company: Company) -> list[str]:
    """One address of each kind that the newest letters hold, guests' first: pages that one reaches from a mailbox alone."""
    found = {}
    letters = (
        "select body from letters left join persons on persons.id = letters.to_id where body is not null"
        " order by coalesce(persons.kind, '') = 'guest', letters.id"
    )
    for body in column(company, letters):
        words = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
        for link in re.findall(r"https?://\S+", words):
            at = urlsplit(link)
            if re.match(r"/(seats|f|w|answer|sign-in/link)/", at.path):
                found[at.path.split("/")[1], at.query] = f"{at.path}?{at.query}"
    return list(found.values())


def _writes_to_a_guest(company: Company) -> None:
    """A promise goes to somebody without an account: their letter leads to pages that nobody else has."""
    with backstage(company) as stage, stage.act() as act:
        still = Followup.stage.in_(("open", "in_progress"))
        promise = act.session.scalars(
            select(Followup).where(still).order_by(Followup.due_on.desc()).limit(1)
        ).one()
        hand_over(act, promise, owner_id=add_guest(act, "bea@builder.example").id)


def _asks_for_a_link(page: Page) -> None:
    page.goto("/sign-in")
    page.locator("[name=email]").fill(FATIMA)
    page.locator("main form button").first.click()


def _chooses_a_file(page: Page) -> str:
    page.goto("/people/import")
    page.locator("[name=file]").set_input_files(PEOPLE)
    page.locator("main form button").first.click()
    page.wait_for_url("**/people/import/*")
    return urlsplit(page.url).path


def _takes_a_list_over(page: Page) -> list[str]:
    """The preview of a list that stays a preview, and the page of one that was taken over."""
    for what in ("One list of prices", "A lamp at the door"):
        page.goto("/followups/import")
        rows = f"What,By\n{what},2027-01-04\nChairs,soon\n"
        page.locator("[name=file]").set_input_files(
            {"name": "list.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        )
        page.locator("main form button").first.click()
        page.wait_for_url("**/followups/import/*")
        looked = urlsplit(page.url).path
        if what == "One list of prices":
            preview = looked
    page.locator("main form[method=post] button").first.click()
    page.wait_for_url("**/followups/import/done/*")
    return [preview, urlsplit(page.url).path]


def _tells_a_program(page: Page) -> str:
    page.goto("/house/hooks")
    page.locator("[name=url]").fill("https://nordvik.example/floortime")
    page.locator("[name=events]").first.check(force=True)
    page.get_by_role("button", name="Add this address").click()
    page.get_by_role("link", name="I have it").click()
    page.get_by_role("button", name="Send a trial message").click()
    page.wait_for_url("**/house/hooks/*")
    return urlsplit(page.url).path


def _first_pages(page: Page, company: Company, role: str) -> list[str]:
    states = [path for s in STATES.get(role, ()) for path in column(company, s.format(person(company, role)))]
    if role == "nobody":
        _writes_to_a_guest(company)
        _asks_for_a_link(page)
        return ["/", "/log", "/did", "/claim", "/sign-in", "/demo", *states, *_behind_mail(company)]
    if role == "admin":
        states.append(_tells_a_program(page))
        return ["/people", "/house", _chooses_a_file(page), "/people/import/done/1", *states]
    if role == "chief":
        states += _takes_a_list_over(page)
    return ["/", *states]


def _passing(app: Flask, role: str) -> frozenset[str]:
    """What is left to others: pages that know no reader to nobody, and of what the chief may do all but people to them."""
    if role == "nobody":
        return frozenset()
    rules = {name: view.access for name, view in app.view_functions.items()}
    if role == "admin":
        return frozenset(name for name in rules if not name.startswith(("people.", "hooks.")))
    return frozenset(name for name, rule in rules.items() if rule.sessionless or name.startswith("demo."))


@pytest.mark.parametrize("role", SEES)
def test_every_page_of(role: str, window: Window, demo: Company) -> None:
    window.expected |= {"404", "403"}  # a room is not everybody's
    page = window(demo, person(demo, role))
    axe.ready(page)
    app = create_app(settings_of(demo))
    app.extensions["floortime"].db.close()
    walk = Walk(page, app.url_map, passing=_passing(app, role) | FILES)
    looked = axe.Looked()
    found = [
        f"{path}: {fault}"
        for path in walk.pages(*_first_pages(page, demo, role))
        for fault in axe.faults(page, new=looked.new(page, walk.endpoint(page.url)))
    ]
    assert "\n".join(found) == ""
    assert set(SEES[role].split()) - walk.shown == set()


def test_every_page_is_looked_at_by_somebody(demo: Company) -> None:
    app = create_app(settings_of(demo))
    app.extensions["floortime"].db.close()
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert pages - {name for names in SEES.values() for name in names.split()} - set(LEFT_OUT) == set()
