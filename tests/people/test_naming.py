"""One rule for what people are called."""

from datetime import date

import pytest

from floortime.mail.letters import Recipient, put_into_words
from floortime.people.model import Person
from floortime.people.naming import at_a_table


@pytest.mark.parametrize(
    ("sitting", "called"),
    [
        ([("Zoë", "Visser"), ("Bo", "Lie")], ["Zoë", "Bo"]),
        ([("Zoë", "Visser"), ("Bo", "Lie"), ("zoë", "Bakker")], ["Zoë Visser", "Bo", "zoë Bakker"]),
        ([("Zoë", ""), ("Zoë", "Bakker")], ["Zoë", "Zoë Bakker"]),
        ([], []),
    ],
)
def test_by_first_name_and_whole_where_two_share_one(sitting, called):
    assert at_a_table(Person(first_name=first, last_name=last) for first, last in sitting) == called


def test_a_letter_greets_by_first_name():
    zoe = Recipient(1, "zoe@nordvik.example", "Zoë Visser", "en", "UTC", "Zoë")
    facts = {
        "url": "http://localhost/x",
        "minutes": 30,
        "base_url": "http://localhost",
        "mailbox": "floortime@localhost",
    }
    said = put_into_words("sign_in_link", zoe, facts, today=date(2026, 12, 1))
    assert said.text.splitlines()[0] == "Hello Zoë,"
