"""A subject arrives letter by letter as it was written, blanks included."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

from hypothesis import given
from hypothesis import strategies as st

from floortime.mail.letters import Recipient, Words
from floortime.mail.mime import compose
from floortime.text import one_line


def arrived(subject: str) -> str:
    raw = compose(
        Words(subject, "text", "<p>text</p>"),
        Recipient(1, "orjan@nordvik.example", "Örjan Ekström", "sv", "Europe/Stockholm"),
        sender="floortime@nordvik.example",
        sender_name="Floortime",
        message_id="one@nordvik.example",
        at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    )
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    return str(message_from_bytes(raw, policy=SMTP)["Subject"])


def test_a_blank_between_two_encoded_words_is_kept() -> None:
    said = "By dinsdag 24 november: Blanketten på svenska, och på de andra två språken"
    assert arrived(said) == said


@given(st.text(st.sampled_from("abc åø–’“Ž, :"), min_size=1, max_size=160).map(one_line))
def test_any_subject_arrives_as_it_was_written(said: str) -> None:
    assert arrived(said) == said


def test_a_subject_just_over_one_line_begins_on_the_first() -> None:
    said = "Nog niet, zegt de vloer: The map is on our screen before customers see it"
    assert arrived(said) == said
