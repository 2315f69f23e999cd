"""A promise as people live it, in two languages: made in the room, handed over by mail, moved, overdue, told to the manager,
done with evidence, not yet, done again, green.

What the log, the board, the clock and every letter say after each step stands in promise_kept.txt.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from floortime.followups.model import ProofRule
from floortime.people.model import DepartmentHead
from tests.cast import person, seat_the_cast
from tests.conftest import MONDAY
from tests.journeys.company import Company
from tests.journeys.conftest import Window, backstage
from tests.journeys.postbox import Mail, Postbox
from tests.journeys.shift import Shift
from tests.journeys.telling import Telling
from tests.mailroom.mailserver import Imap, imap_server
from tests.mailroom.replies import reply
from tests.obstacles.rooms import sitdown_with

SAID = "Fatima says we see the outage map after the customer does"
PROMISED = "The map is on our screen before customers see it"
PUBLIC = "We see the outage map after the customer does"
ADA, BO, BRAM, FATIMA = (f"{name}@nordvik.example" for name in ("ada", "bo", "bram", "fatima"))
JONAS, NOOR, RUTH = "jonas@nordvik.example", "noor@nordvik.example", "ruth@maps.example"
PICTURE = ("scherm.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
NOT_MINE = (
    "Not mine, please ask noor@nordvik.example.\n\n-- \nRuth, Maps BV\n\n"
    "On Mon, 23 Nov 2026 at 10:00, Floortime <floortime@nordvik.example> wrote:\n> ruth, can you clear this?\n"
)
OTHER_DATE = "Andere datum: 8 december, omdat de leverancier de kaart pas op maandag vrijgeeft"
DONE = "Klaar. De kaart staat sinds vanochtend op het tweede scherm."


@pytest.fixture
def mailbox() -> Iterator[Imap]:
    with imap_server() as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, empty_sqlite: Path, own_postbox: Postbox) -> Iterator[Company]:
    """Noor and Bram read Dutch; Jonas is above Noor; the programme asks for something that shows it."""
    shutil.copy(empty_sqlite, tmp_path / "floortime.sqlite3")
    company = Company(tmp_path, f"sqlite:///{tmp_path / 'floortime.sqlite3'}", own_postbox.mail_url)
    company.set_clock(MONDAY)
    with backstage(company) as stage, stage.act() as act:
        cast = company.cast = seat_the_cast(act)
        there = {"role": None, "department_id": cast.technology.id}
        jonas = person(act, "Jonas", last="Haugen", **there)
        person(act, "Noor", last="de Wit", language="nl", manager_id=jonas.id, **there)
        fatima, _sem, bram, *_rest = cast.colleagues
        bram.language = "nl"
        act.session.add(DepartmentHead(department_id=cast.technology.id, part="manager", person_id=jonas.id))
        act.session.add(ProofRule(programme_id=cast.programme.id, kind="evidence"))
        company.sitdown = sitdown_with(act, cast, [cast.bo, fatima], hours=-0.5).id
        company.bram = bram.id
    company.open("--no-worker")
    try:
        yield company
    finally:
        company.close()


class Story:
    """The people of this journey at their windows and mailboxes."""

    def __init__(self, window: Window, house: Company, shift: Shift, mailbox: Imap) -> None:
        self.window, self.house, self.shift, self.mailbox = window, house, shift, mailbox
        self.chief = window(house, house.cast.dee.id)
        self.bram = window(house, house.bram, locale="nl-NL", width=360)
        english, dutch = window(house), window(house, locale="nl-NL")
        self.told = Telling(
            Path(__file__).with_suffix("").with_name("promise_kept.txt"), english, dutch, self.chief
        )

    def then(self, head: str, *to: str) -> None:
        """The step is over: these have had a letter, each one, and nobody else; and all stands as it is kept."""
        # What can be taken back waits two minutes.
        self.house.set_clock(self.house.now + timedelta(minutes=3))
        letters = self.shift.letters()
        assert [mail.to for mail in letters] == sorted(to), [(mail.to, mail.subject) for mail in letters]
        self.told.step(f"{self.house.now:%A} {self.house.now.day} {self.house.now:%B}: {head}", letters)

    def on(self, month: int, day: int) -> None:
        """Time goes on, to noon of that day."""
        self.house.set_clock(datetime(2026, month, day, 11, 0, tzinfo=UTC))

    def last(self, to: str) -> Mail:
        """The newest letter in a mailbox."""
        return self.shift.postbox.to(to)[-1]

    def answers(self, letter: Mail, words: str, **more: object) -> None:
        """Somebody answers a letter from their own address; it lies in our mailbox."""
        named = letter.message["Message-ID"]
        n = self.mailbox.all()
        self.mailbox.put(reply(None, words, sender=letter.to, in_reply_to=named, n=n, **more))

    def opens(self, letter: Mail, like: str, **more: object) -> Page:
        """A link of a letter in a browser that knows nobody."""
        page = self.window(self.house, width=360, **more)
        page.goto(next(link for link in letter.links if like in link))
        return page


@pytest.fixture
def story(window: Window, house: Company, own_postbox: Postbox, mailbox: Imap) -> Iterator[Story]:
    shift = Shift(house, own_postbox, mailbox)
    yield Story(window, house, shift, mailbox)
    shift.close()


def test_from_the_room_to_green(story: Story) -> None:
    _promised_in_the_room(story)
    _published_and_answered(story)
    _handed_over_by_mail(story)
    _moved_by_mail(story)
    _chased(story)
    _done_by_mail_with_evidence(story)
    _not_yet(story)
    _done_again_and_green(story)
    story.told.ended()


def _promised_in_the_room(story: Story) -> None:
    page = story.window(story.house, story.house.cast.ada.id, width=360)
    page.goto(f"/room/{story.house.sitdown}")
    page.get_by_role("link", name="Obstacle").click()
    page.get_by_label("What is in the way?").fill(SAID)
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Promise").click()
    page.get_by_label("What do you promise?").fill(PROMISED)
    page.get_by_label("By when?").fill("2026-12-04")
    page.get_by_label("About").select_option(label=SAID)
    page.get_by_label("Somebody else").check()
    page.get_by_label("Their e-mail address").fill(RUTH)
    page.get_by_role("button", name="Keep this note").click()
    page.get_by_role("link", name="Read back").click()
    page.get_by_role("button", name="That is right. Close the sit-down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed")
    story.then("Ada promises in the room", ADA, BO, FATIMA)


def _published_and_answered(story: Story) -> None:
    chief = story.chief
    chief.get_by_role("link", name=SAID).click()
    panel = chief.locator(".panel")
    panel.get_by_label("Public wording").fill(PUBLIC)
    panel.get_by_label("Department").select_option("Technology, Jonas Haugen")
    panel.get_by_label("About").select_option("Information sharing")
    panel.get_by_role("button", name="Publish, and ask Jonas Haugen").click()
    expect(chief.get_by_role("status")).to_contain_text("It is in the log.")
    chief.goto("/log")
    chief.get_by_role("link", name=PUBLIC).click()
    expect(chief.get_by_role("heading", level=1)).to_have_text(PUBLIC)
    story.told.entry = chief.url.removeprefix(story.house.url)
    story.house.set_clock(story.house.now + timedelta(minutes=3))  # for so long it could be taken back
    story.then("Dee puts it into the log, Ruth is asked", JONAS, RUTH)

    page = story.opens(story.last(JONAS), "/answer/")
    page.get_by_label("What the floor will read").fill("The map goes on your screen in December.")
    page.get_by_role("button", name="Tell the floor").click()
    expect(page.get_by_role("button", name="Tell the floor")).to_have_count(0)
    story.bram.goto(story.told.entry)
    story.bram.get_by_role("button", name="Ik ook, onder mijn naam").click()
    expect(story.bram.get_by_role("status")).to_be_visible()
    story.then("Jonas answers the floor, Bram says me too")


def _handed_over_by_mail(story: Story) -> None:
    asked = story.last(RUTH)
    story.on(11, 24)
    story.answers(asked, NOT_MINE)
    story.then("Ruth hands it over by mail", NOOR)
    story.window.expected = story.window.expected | {"404"}
    page = story.opens(asked, "say=done")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not yours any more")
    story.answers(asked, "Done. It hangs there.")
    story.then("Ruth answers once more: it is not hers")


def _moved_by_mail(story: Story) -> None:
    story.on(11, 25)
    story.answers(story.last(NOOR), OTHER_DATE)
    story.then("Noor moves the date by mail")


def _chased(story: Story) -> None:
    story.on(12, 4)
    story.then("two working days before", NOOR)
    story.on(12, 8)
    story.then("on the day", NOOR)
    story.on(12, 9)
    story.then("the day after")
    story.on(12, 15)
    story.then("five working days past: her manager hears of it", JONAS, NOOR)


def _done_by_mail_with_evidence(story: Story) -> None:
    story.on(12, 16)
    story.answers(story.last(NOOR), DONE)
    story.then("Noor says done by mail, and shows nothing", NOOR)
    story.answers(story.last(NOOR), "", files=(PICTURE,))
    story.then("Noor sends a picture: the floor is asked", BO, BRAM, FATIMA)


def _not_yet(story: Story) -> None:
    story.bram.goto(next(link for link in story.last(BRAM).links if "say=not_yet" in link))
    story.bram.get_by_role("button", name="Nog niet").click()
    expect(story.bram.get_by_role("heading", level=1)).to_have_text("Nog niet, zeg jij")
    story.bram.get_by_label("Wat staat er nog in de weg?").fill("’s Nachts blijft het scherm leeg")
    story.bram.get_by_role("button", name="Zeg het tegen de actiehouder").click()
    expect(story.bram.get_by_role("button", name="Zeg het tegen de actiehouder")).to_have_count(0)
    story.then("Bram says not yet, and why")
    story.on(12, 17)
    story.then("the morning after: Noor hears it, and of nobody’s hour", NOOR)


def _done_again_and_green(story: Story) -> None:
    page = story.opens(story.last(NOOR), "say=done", locale="nl-NL")
    page.get_by_label("Wat is er gedaan?").fill("Het scherm wordt nu ook ’s nachts ververst.")
    page.get_by_role("button", name="Het is klaar, vraag de vloer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Genoteerd. De vraag ligt nu bij de vloer.")
    story.then("Noor has done it again", BO, BRAM, FATIMA)
    story.on(12, 18)
    story.bram.goto(next(link for link in story.last(BRAM).links if "say=works" in link))
    story.bram.get_by_role("button", name="Werkt nu").click()
    expect(story.bram.get_by_role("heading", level=1)).to_have_text("Het werkt, zeg jij")
    story.then("Bram says it works: green")
    story.on(12, 21)
    story.then("Noor hears that it works", NOOR)
    story.on(12, 28)
    story.then("and then it is quiet")
