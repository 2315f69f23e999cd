"""Letters to an owner: a guest reads the language of what is promised, and a date in another year says which."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.outbox.model import Letter
from tests.builders import heading

DUTCH = "De kaart ligt vrijdag op elke tafel"


@pytest.fixture
def written(stage, cast, db):
    """The words of the letter about a promise."""

    def to(owner, *, language="nl", due_on=date(2026, 12, 4)):
        with stage.act(cast.ada) as act:
            make_followup(act, what=DUTCH, due_on=due_on, owner_id=owner.id, language=language)
        with db.reading() as session:
            body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
        return message_from_bytes(body, policy=default)

    return to


def words(letter, kind="plain"):
    return letter.get_body((kind,)).get_content()


def link(letter):
    return re.search(r"http://localhost(/f/[\w-]+)\?say=accept", words(letter))[1]


def tongue(page):
    return re.search(r'<html lang="(\w+)"', page)[1]


def test_a_guest_is_written_to_in_the_language_of_the_promise(written, cast):
    letter = written(cast.eli)
    assert tongue(words(letter, "html")) == "nl"
    assert "4 december" in words(letter)


def test_whoever_works_here_is_written_to_in_their_own(written, cast):
    assert tongue(words(written(cast.bo), "html")) == "en"


def test_the_page_behind_the_link_reads_like_the_letter(written, cast, client):
    at = link(written(cast.eli))
    page = client.get(at, headers={"Accept-Language": "en"})
    assert (tongue(page.text), heading(page)) == ("nl", DUTCH)


def test_a_language_chosen_here_outweighs_it(written, cast, client):
    at = link(written(cast.eli))
    client.set_cookie("language", "sv")
    assert tongue(client.get(at).text) == "sv"


def test_behind_the_link_of_somebody_who_works_here_the_browser_is_asked(written, cast, client):
    at = link(written(cast.bo))
    assert tongue(client.get(at, headers={"Accept-Language": "en"}).text) == "en"


@pytest.mark.parametrize(("due_on", "said"), [((2026, 12, 4), ""), ((2027, 1, 14), " 2027")])
def test_a_date_in_another_year_says_which(written, cast, due_on, said):
    due = date(*due_on)
    letter = written(cast.bo, language="en", due_on=due)
    for kind in ("plain", "html"):
        found = re.findall(rf"{due.day} {due:%B}( \d{{4}})?", words(letter, kind))
        assert (bool(found), set(found)) == (True, {said})
