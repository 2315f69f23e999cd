"""A letter greets by name, and where only an address is known by none: a part of an address is nobody's name."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.mail.letters import NAMELESS
from floortime.outbox.model import Letter
from floortime.people.actions import add_guest
from floortime.people.model import Person


@pytest.fixture
def written(stage, cast, db):
    """The letter to a guest with this address, whatever they were called before."""

    def to(address, called="", language="en"):
        with stage.act(cast.dee) as act:
            guest = add_guest(act, address)
            act.session.get(Person, guest.id).first_name = called or guest.first_name
            make_followup(act, what="A map", due_on=date(2026, 12, 4), owner_id=guest.id, language=language)
        with db.reading() as session:
            body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
        return message_from_bytes(body, policy=default)

    return to


def hail(letter, language):
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    assert (NAMELESS in text, NAMELESS in html) == (False, False)
    first = text.splitlines()[0]
    assert f">{first}<" in html
    return first


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Can you clear this?"), ("nl", "Kun jij dit oplossen?")]
)
def test_of_whom_an_address_is_known_no_name_is_made_up(written, language, said):
    letter = written("bea@supplier.example", language=language)
    assert (hail(letter, language), letter["To"]) == (said, "bea@supplier.example")


def test_whoever_was_called_so_before_is_not_greeted_so_any_more(written):
    letter = written("bea@supplier.example", called="bea")
    assert (hail(letter, "en"), letter["To"]) == ("Can you clear this?", "bea@supplier.example")


def test_an_address_that_is_a_name_greets_by_it(written):
    letter = written("lars.nygard@supplier.example")
    assert hail(letter, "en") == "Lars, can you clear this?"
    assert letter["To"] == "Lars Nygard <lars.nygard@supplier.example>"
