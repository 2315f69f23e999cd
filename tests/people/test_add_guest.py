"""An unknown owner's address becomes a person row; a known one is found again."""

import pytest
from sqlalchemy import func, select

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.people.actions import add_guest
from floortime.people.model import Person


def test_an_unknown_address_becomes_a_guest_without_login(stage, cast):
    with stage.act(cast.dee) as act:
        guest = add_guest(act, "  Lars.Nygard@Telenet.example ", name="Lars Nygård")
    with stage.act() as act:
        row = act.session.get(Person, guest.id)
        assert (row.kind, row.name, row.email, row.email_norm) == (
            "guest",
            "Lars Nygård",
            "Lars.Nygard@Telenet.example",
            "lars.nygard@telenet.example",
        )
        assert not row.employed_on(act.today)
        assert [(e.verb, e.actor_id, e.facts) for e in history(act.session, "person", guest.id)] == [
            ("guest.added", cast.dee.id, {})
        ]


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        ("lars.nygard@telenet.example", "Lars", "Nygard"),
        ("Anne-Marie.van.der.Berg+work@telenet.example", "Anne-Marie", "van der Berg"),
        ("bea@telenet.example", "bea@telenet.example", ""),
        ("l.nygard@telenet.example", "l.nygard@telenet.example", ""),
        ("service.desk@telenet.example", "service.desk@telenet.example", ""),
        ("wim.1973@telenet.example", "wim.1973@telenet.example", ""),
        ("de.boer@telenet.example", "de.boer@telenet.example", ""),
    ],
)
def test_a_guest_without_a_name_is_called_as_the_address_says(stage, cast, address, first, last):
    with stage.act(cast.dee) as act:
        guest = add_guest(act, address)
        assert (guest.first_name, guest.last_name) == (first, last)


def test_the_same_address_is_the_same_person_in_any_spelling(stage, cast):
    with stage.act(cast.dee) as act:
        before = act.session.scalar(select(func.count()).select_from(Person))
        assert add_guest(act, "ELI@nordvik.example").id == cast.eli.id
        assert add_guest(act, "bo@nordvik.example", name="Somebody else").name == "Bo Nordvik"
        assert act.session.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ada.lindqvist@nordvik", "The address stops after “nordvik”. Add the ending, for example nordvik.example."),
        ("ada", "An address has an @ in it, for example ada@nordvik.example."),
        ("ada@", "The address stops after the @. Add what follows, for example nordvik.example."),
        ("a b@nordvik.example", "What stands before the @ is not a name that mail knows. Write it like ada@nordvik.example."),
        ("ada@nord vik.example", "“nord vik.example” is not a place mail can go to. Write it like nordvik.example."),
        ("", "Write your e-mail address, for example ada@nordvik.example."),
        ("a@b.example\r\nBcc: x@y.example", "What stands before the @ is not a name that mail knows. Write it like ada@nordvik.example."),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_to_mend(stage, cast, typed, said):
    with pytest.raises(Refused) as refused, stage.act(cast.dee) as act:
        add_guest(act, typed)
    assert refused.value.sentence == said
