"""How many say the same and how many customers were hit: as it stands today, wherever an owner or a department reads it."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select, update

from floortime.act import NOBODY
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import pass_promise_on
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.actions.tallying import count_customer
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import obstacle_of
from floortime.outbox.model import Letter
from tests.obstacles.play import publish, published, raised


@pytest.fixture
def said(stage, promise):
    """So many more say the same, and so many customers were hit."""

    def more(voices, customers):
        with stage.act(NOBODY) as act:
            about = obstacle_of(act.session, promise.id)
            for n in range(voices):
                say_me_too(act, about, device=f"device {voices} {n}")
            for n in range(customers):
                count_customer(act, about, f"{customers}-{n}".rjust(32, "k"))

    return more


def letters(db, event):
    with db.reading() as session:
        rows = session.scalars(
            select(Letter).where(Letter.event == event).order_by(Letter.made_at, Letter.id)
        )
        return [
            tuple(
                " ".join(re.sub(r"<[^>]+>", " ", part.get_content()).split())
                for part in message_from_bytes(row.body, policy=default).walk()
                if part.get_content_maintype() == "text" and part.get_content_subtype() in {"plain", "html"}
            )
            for row in rows
            if row.body
        ]


def test_the_page_behind_the_link_says_todays_numbers_and_a_few_below_five(client, link, said):
    def kicker():
        return re.search(r'<p class="kicker">(.*?)</p>', client.get(link).text)[1]

    assert kicker() == "Said on the floor"
    said(4, 4)
    assert kicker() == "A few colleagues say the same · it hit a few customers"
    said(5, 5)
    assert kicker() == "9 colleagues say the same · it hit 9 customers"


def test_a_new_owner_is_told_them_in_the_first_letter(stage, cast, db, promise, said):
    said(9, 9)
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    letter = letters(db, "followup_assigned")[-1]
    assert len(letter) == 2
    for part in letter:
        assert "9 colleagues say the same." in part
        assert "It hit 9 customers since it was raised." in part


def test_at_home_an_owner_reads_them_also_of_what_it_was_merged_into(stage, cast, promise, said, signed_in):
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    said(6, 0)
    assert "6 colleagues say the same" in signed_in(cast.ada).get("/").text
    other = published(stage, cast, title="The map is old")
    with stage.act(cast.dee) as act:
        about = obstacle_of(act.session, promise.id)
        join_existing(act, about, act.session.get(Obstacle, other.id))
    said(7, 0)
    assert "14 colleagues say the same" in signed_in(cast.ada).get("/").text


@pytest.mark.parametrize(
    ("voices", "told"),
    [(0, []), (3, ["A few colleagues say the same."]), (5, ["5 colleagues say the same."])],
)
def test_the_department_is_told_what_the_log_says(stage, cast, db, voices, told):
    found = raised(stage, cast)
    with stage.act() as act:
        act.session.execute(update(Obstacle).where(Obstacle.id == found.id).values(voices_n=voices))
    publish(stage, cast, found)
    (letter,) = letters(db, "obstacle_published")
    assert len(letter) == 2
    for part in letter:
        assert re.findall(r"(?:A few|\d+) colleagues say the same\.", part) == told
        assert "Raised in Utrecht, in November 2026." in part
        assert "customers" not in part


def test_the_site_that_the_log_keeps_to_itself_is_in_no_letter(stage, cast, db):
    published(stage, cast, site_id=cast.leeds.id)  # fewer than five work there
    (letter,) = letters(db, "obstacle_published")
    assert len(letter) == 2
    for part in letter:
        assert "Raised in November 2026." in part
        assert "Leeds" not in part
