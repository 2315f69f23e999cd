"""Handing over stops all letters to the former owner at once: what waits, the day's letter, links and replies; the owner hears the floor."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default
from html import escape

from sqlalchemy import select

from floortime.followups.actions import hand_over, move_due
from floortime.followups.letters import ask_again, tell_not_yet
from floortime.followups.model import Followup
from floortime.followups.reminders import chase_promises
from floortime.outbox.delivery import Courier
from floortime.outbox.model import Letter
from floortime.people.leavers import gone
from floortime.people.model import Person
from tests.builders import OURS, heading
from tests.mailroom.inbox import brought
from tests.mailroom.replies import link_in, reply


class Tray:
    """A carrier that keeps what it is given, and asks before each letter as a real one does."""

    def __init__(self) -> None:
        self.to = []

    def send(self, raw, *, sender, to, still):
        if not still():
            return False
        self.to.append(to)
        return True

    def close(self):
        pass


def test_nothing_that_waits_reaches_the_former_owner(stage, db, cast, promise, moment, client):
    moment.at = moment.at.replace(month=12, day=4)
    with stage.act() as act:
        assert chase_promises(act) > 0
    with stage.act() as act:
        row, eli = act.session.get(Followup, promise.id), act.session.get(Person, cast.eli.id)
        ask_again(act, row, eli, way="done", sentence="One sentence is missing.")
        tell_not_yet(act, row, because="Not at night")
    with db.reading() as session:
        theirs = list(
            session.scalars(select(Letter).where(Letter.to_id == cast.eli.id).order_by(Letter.made_at))
        )
    assert sorted(letter.event for letter in theirs) == [
        "followup_assigned", "followup_reopened", "promises_due", "reply_unclear",
    ]  # fmt: skip
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    moment.forward(days=2)
    tray = Tray()
    while Courier(db, tray, moment, "w", "floortime@nordvik.example", gone).send_batch().moved:
        continue
    assert tray.to == [cast.ada.email]
    for letter in theirs:
        page = client.get(f"/f/{link_in(letter)}")
        assert (page.status_code, heading(page)) == (404, "This is not yours any more")
        pressed = client.post(f"/f/{link_in(letter)}", data={"way": "cannot", "why": "x"}, headers=OURS)
        assert pressed.status_code == 404
        for n, words in enumerate(("Cannot: no budget", "Half of it")):
            raw = reply(letter, words, sender=cast.eli.email, n=n)
            assert brought(stage, raw) == ("nothing", "not_theirs")
    with db.reading() as session:
        row = session.get(Followup, promise.id)
        states = set(session.scalars(select(Letter.state).where(Letter.to_id == cast.eli.id)))
    assert (row.stage, row.owner_id, states) == ("open", cast.ada.id, {"withdrawn"})


def letter_of(db, person):
    with db.reading() as session:
        return session.scalar(
            select(Letter).where(Letter.event == "followup_assigned", Letter.to_id == person.id)
        )


def parts(letter):
    mail = message_from_bytes(letter.body, policy=default)
    return [mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]


def test_the_next_owner_reads_by_whom_it_was_handed_over(stage, db, cast, promise):
    first = parts(letter_of(db, cast.eli))
    assert ["Handed over" in part for part in first] == [False, False]
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    text, html = parts(letter_of(db, cast.ada))
    assert re.findall(r"Handed over by.*", text) == ["Handed over by: Dee McAllister"]
    assert re.findall(r"Handed over by</td><td[^>]*>(.*?)</td>", html) == ["Dee McAllister"]
    with stage.act(cast.dee) as act:  # it has not left, and is written anew
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 8), reason="Later")
    text, _html = parts(letter_of(db, cast.ada))
    assert re.findall(r"By: .*|Handed over by.*", text) == [
        "By: Tuesday 8 December",
        "Handed over by: Dee McAllister",
    ]


def test_a_guest_who_hands_it_over_is_not_named_and_their_words_are(stage, db, cast, promise):
    said = f"Not mine, it is {cast.ada.email}. She has the <b>map</b>."
    raw = reply(letter_of(db, cast.eli), said, sender=cast.eli.email)
    assert brought(stage, raw) == ("applied", "reply_notmine")
    text, html = parts(letter_of(db, cast.ada))
    whom = "somebody in Technology: “She has the <b>map</b>.”"
    assert re.findall(r"Handed over by.*", text) == [f"Handed over by: {whom}"]
    assert escape(whom, quote=False) in html
    assert "Eli" not in text + html


def test_taken_over_and_back_it_says_nothing_of_it(stage, db, cast, promise):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=None)
    stage.moment.forward(hours=1)
    with stage.act() as act:  # nobody known gave it
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    assert ["Handed over" in part for part in parts(letter_of(db, cast.ada))] == [False, False]
