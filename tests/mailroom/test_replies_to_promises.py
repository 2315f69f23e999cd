"""An owner answers by replying: taken from their own address alone, in their language, once; all else is kept and asked for."""

from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from floortime.followups.actions import hand_over, make_followup
from floortime.followups.model import Followup, Progress
from floortime.followups.reminders import chase_promises
from floortime.journal.model import Entry
from floortime.mail.model import Received
from floortime.mailroom.reading_room import ReadingRoom
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.tokens import Token, hashed
from tests.builders import heading, post
from tests.mailroom.inbox import all_received, brought
from tests.mailroom.replies import link_in, message_id_of, quoted, reply
from tests.obstacles.play import published


@pytest.fixture
def promise(stage, cast):
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        return promise_on(
            act, act.session.get(Obstacle, entry.id), what="The map first", owner_id=cast.eli.id, due_on=date(2026, 12, 4)
        )  # fmt: skip


@pytest.fixture
def letter(stage, promise):
    return written(stage, "followup_assigned")


def written(stage, event) -> Letter:
    with stage.db.reading() as session:
        return session.scalars(select(Letter).where(Letter.event == event).order_by(Letter.id.desc())).first()


def row(stage, promise) -> Followup:
    with stage.db.reading() as session:
        return session.get(Followup, promise.id)


def lines(stage, promise) -> list[str]:
    with stage.db.reading() as session:
        found = session.scalars(
            select(Progress.words).where(Progress.followup_id == promise.id).order_by(Progress.n)
        )
        return list(found)


def letters(stage, event) -> int:
    with stage.db.reading() as session:
        return session.scalar(select(func.count()).where(Letter.event == event))


def text_of(letter) -> str:
    return message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("words", "stage_after", "verb", "reason"),
    [
        ("Accept", "in_progress", "followup.accepted", "reply_accept"),
        ("Other date: 11 December, the supplier is late", "in_progress", "followup.moved", "reply_date"),
        ("Kan niet, want de leverancier verbiedt het", "dropped", "followup.dropped", "reply_cannot"),
        ("Klart: kartan ligger framme", "claimed", "followup.claimed", "reply_done"),
    ],
)
def test_an_answer_in_the_owners_name(stage, cast, promise, letter, words, stage_after, verb, reason):
    assert brought(stage, reply(letter, quoted(words), sender=cast.eli.email)) == ("applied", reason)
    assert row(stage, promise).stage == stage_after
    with stage.db.reading() as session:
        line = session.scalar(select(Entry).where(Entry.verb == verb))
        assert (line.actor_kind, line.actor_id) == ("mail_link", cast.eli.id)
    assert (lines(stage, promise), letters(stage, "reply_unclear")) == ([], 0)


def test_what_the_floor_reads_of_it(stage, cast, promise, letter):
    brought(
        stage, reply(letter, quoted("Other date: 11/12 because the supplier is late"), sender=cast.eli.email)
    )
    with stage.db.reading() as session:
        obstacle = session.scalar(select(Obstacle))
        found = session.get(Followup, promise.id)
        assert (found.due_on, obstacle.stage) == (date(2026, 12, 11), "in_hand")
    with stage.db.reading() as session:
        from floortime.followups.model import DueMove

        assert session.scalar(select(DueMove.reason)) == "the supplier is late"


def test_not_mine_goes_to_the_address_in_it(stage, cast, promise, letter):
    words = quoted(f"Not mine, it is {cast.ada.email}\n\n-- \nEli, {cast.eli.email}")
    assert brought(stage, reply(letter, words, sender=cast.eli.email)) == ("applied", "reply_notmine")
    assert row(stage, promise).owner_id == cast.ada.id
    assert lines(stage, promise) == [], "whose it is was understood, and is no word on how far it is"


def test_what_is_said_beside_whose_it_is_stays(stage, cast, promise, letter):
    words = f"Not mine, this belongs to {cast.ada.email}. We tried it in spring!\nAsk Ada at {cast.ada.email} soon."
    brought(stage, reply(letter, quoted(words), sender=cast.eli.email))
    assert (row(stage, promise).owner_id, lines(stage, promise)) == (cast.ada.id, ["We tried it in spring!"])


def test_the_one_address_alone_says_whose_it_is(stage, cast, promise, letter):
    words = quoted(f"Not mine: {cast.ada.email} or {cast.dee.email}")
    brought(stage, reply(letter, words, sender=cast.eli.email))
    asked = written(stage, "reply_unclear")
    assert brought(stage, reply(asked, quoted(cast.ada.email), sender=cast.eli.email, n=2)) == (
        "applied",
        "reply_notmine",
    )
    assert row(stage, promise).owner_id == cast.ada.id


def test_not_mine_of_nobody_known_waits_for_the_chief_of_staff(stage, cast, promise, letter):
    brought(stage, reply(letter, "Niet voor mij. Vraag het de kantine.", sender=cast.eli.email))
    assert (row(stage, promise).owner_id, lines(stage, promise)) == (None, ["Vraag het de kantine."])


def test_all_else_says_how_far_it_is(stage, cast, promise, letter, signed_in):
    words = quoted("We are at half.\n\nThe other half follows on Friday.")
    assert brought(stage, reply(letter, words, sender=cast.eli.email)) == ("applied", "reply_noted")
    assert lines(stage, promise) == ["We are at half.\n\nThe other half follows on Friday."]
    assert (row(stage, promise).stage, letters(stage, "reply_unclear")) == ("open", 0)
    page = signed_in(cast.dee).get(f"/followups/{promise.code}")
    assert ("We are at half." in page.text, "last word on 23 November" in page.text) == (True, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Done", "Say in one sentence what was done: the floor is asked about it."),
        ("Other date: some day, the supplier is late", "We did not understand which day you mean. Write it like 12 December."),
        ("Other date: 11 December", "Say why the date moves: the floor reads it."),
        ("Other date: 20 November, the supplier", "That day is over. Choose today or a later day."),
        ("Cannot", "Say why it is dropped: the floor reads it."),
        ("Done: Bo Nordvik has it", "The log shows this. Leave out Bo Nordvik."),
        ("Not mine: a@x.example or b@x.example", "There are several addresses in it. Write the one of whose it is."),
        ("", "There were no words of yours in it."),
    ],
)  # fmt: skip
def test_what_was_not_understood_is_kept_and_asked_for(stage, cast, promise, letter, words, sentence):
    assert brought(stage, reply(letter, quoted(words), sender=cast.eli.email)) == ("applied", "reply_asked")
    after = row(stage, promise)
    assert (after.stage, after.owner_id, after.moves) == ("open", cast.eli.id, 0)
    assert lines(stage, promise) == ([words] if words else [])
    assert sentence in text_of(written(stage, "reply_unclear"))


@pytest.mark.parametrize(
    "words",
    [
        "Other date: 4 December",
        "Annen dato: 4. desember",
        "Other date: Friday 4 December, because the screens come on 2 December",
    ],
)
def test_the_date_that_stands_said_again_is_understood_and_changes_nothing(
    stage, cast, promise, letter, words
):
    assert brought(stage, reply(letter, quoted(words), sender=cast.eli.email)) == ("applied", "reply_asked")
    after = row(stage, promise)
    assert (after.stage, after.due_on, after.moves) == ("open", date(2026, 12, 4), 0)
    assert lines(stage, promise) == []
    asked = written(stage, "reply_unclear")
    said = "Friday 4 December is the date that stands already. If another day is meant, write which, and why."
    assert (said in text_of(asked), "is kept" in text_of(asked)) == (True, False)
    more = quoted("11 December, the supplier is late")
    assert brought(stage, reply(asked, more, sender=cast.eli.email, n=2)) == ("applied", "reply_date")
    assert row(stage, promise).due_on == date(2026, 12, 11)


def test_the_rest_alone_completes_the_answer(stage, cast, promise, letter):
    brought(stage, reply(letter, "Done", sender=cast.eli.email))
    asked = written(stage, "reply_unclear")
    found = brought(stage, reply(asked, quoted("The map opens first since Monday"), sender=cast.eli.email))
    assert found == ("applied", "reply_done")
    assert (row(stage, promise).stage, row(stage, promise).claim) == (
        "claimed",
        "The map opens first since Monday",
    )


def test_an_owner_is_asked_three_times_a_day_and_no_more(stage, cast, promise, letter):
    for n in range(5):
        brought(stage, reply(letter, f"Other date: some day {n} of spring", sender=cast.eli.email, n=n))
    assert letters(stage, "reply_unclear") == 3


def test_a_guest_is_asked_in_the_language_of_the_promise(stage, cast):
    with stage.act(cast.dee) as act:
        make_followup(
            act, what="De kaart eerst", due_on=date(2026, 12, 4), owner_id=cast.eli.id, language="nl"
        )
    brought(stage, reply(written(stage, "followup_assigned"), "Klaar", sender=cast.eli.email))
    assert "Zeg in één zin wat er is gedaan" in text_of(written(stage, "reply_unclear"))


def test_the_same_mail_counts_once(stage, cast, promise, letter):
    mail = reply(letter, "We are at half", sender=cast.eli.email)
    assert [brought(stage, mail), brought(stage, mail.replace(b"\r\n\r\n", b"\r\nX-Way: other\r\n\r\n", 1))] == [
        ("applied", "reply_noted"), ("nothing", "again"),
    ]  # fmt: skip
    assert lines(stage, promise) == ["We are at half"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "more",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"subject": "Automatic reply: Can you clear this?"},
        {"subject": "Automatisch antwoord: Can you clear this?"},
        {"subject": "Autosvar: Can you clear this?"},
        {"subject": "Automatisk svar: Can you clear this?"},
    ],
)
def test_a_machine_answers_nothing_and_is_not_answered(stage, cast, promise, letter, more):
    assert brought(stage, reply(letter, "Done", sender=cast.eli.email, **more)) == ("nothing", "machine")
    assert (row(stage, promise).stage, lines(stage, promise), letters(stage, "reply_unclear")) == (
        "open",
        [],
        0,
    )


@pytest.mark.parametrize(
    ("sender", "results", "reason"),
    [
        ("eli@nordvik.example", None, "unauthenticated"),
        ("eli@nordvik.example", "mx.evil.example; dmarc=pass header.from=nordvik.example", "unauthenticated"),
        (
            "eli@nordvik.example",
            "mx.nordvik.example; dmarc=fail header.from=nordvik.example",
            "unauthenticated",
        ),
        ("mallory@evil.example", "", "reply_stranger"),
        ("bo@nordvik.example", "", "reply_stranger"),
    ],
)
def test_a_forged_or_a_strangers_reply_waits_for_a_hand(stage, promise, letter, sender, results, reason):
    raw = reply(letter, quoted("Cannot, because I say so"), sender=sender, results=results)
    assert brought(stage, raw) == ("held", reason)
    assert (row(stage, promise).stage, lines(stage, promise), letters(stage, "reply_unclear")) == (
        "open",
        [],
        0,
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_held_reply_has_two_buttons(stage, cast, promise, letter, signed_in):
    brought(stage, reply(letter, "Accept", sender="mallory@evil.example"))
    brought(stage, reply(letter, "Cannot: no", sender=cast.eli.email, results=None))
    first, second = all_received(stage)
    browser = signed_in(cast.dee)
    page = browser.get(f"/inbox/{first.id}").text
    assert "mallory@evil.example answers a letter that went to Eli Nordvik." in page
    assert ("Take it as their answer" in page, "Discard" in page, "The map first" in page) == (
        True,
        True,
        True,
    )
    post(browser, f"/inbox/{first.id}/accept")
    post(browser, f"/inbox/{second.id}/discard")
    room = ReadingRoom(stage.db, stage.settings, stage.moment)
    while room.turn():
        continue
    room.close()
    assert row(stage, promise).stage == "in_progress"
    with stage.db.reading() as session:
        told = [(r.verdict, r.reason) for r in session.scalars(select(Received).order_by(Received.id))]
        line = session.scalar(select(Entry).where(Entry.verb == "followup.accepted"))
    assert told == [("applied", "reply_accept"), ("discarded", "unauthenticated")]
    assert (line.actor_kind, line.actor_id) == ("mail_link", cast.eli.id)


def test_a_former_owners_reply_changes_nothing_and_their_link_says_so(stage, cast, promise, letter, client):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    for words in ("Done: all of it", "Half of it"):
        assert brought(stage, reply(letter, words, sender=cast.eli.email)) == ("nothing", "not_theirs")
    assert (row(stage, promise).stage, lines(stage, promise), letters(stage, "reply_unclear")) == (
        "open",
        [],
        0,
    )
    page = client.get(f"/f/{link_in(letter)}")
    assert (page.status_code, heading(page), "Ada" in page.text) == (404, "This is not yours any more", False)


def test_a_letter_of_long_ago_to_whom_it_is_again_waits_for_a_hand(stage, cast, promise, letter):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.eli.id)
    assert brought(stage, reply(letter, "Accept", sender=cast.eli.email)) == ("held", "reply_closed")
    newest = written(stage, "followup_assigned")
    assert brought(stage, reply(newest, "Accept", sender=cast.eli.email)) == ("applied", "reply_accept")


def test_a_relay_that_wrote_its_own_message_id(stage, cast, promise, letter):
    below = f"> Accept: http://localhost/f/{link_in(letter)}?say=accept"
    raw = reply(letter, f"Accept\n\n{below}", sender=cast.eli.email, in_reply_to="<0102@relay.example>")
    assert brought(stage, raw) == ("applied", "reply_accept")
    other = reply(letter, "Half", sender=cast.eli.email, in_reply_to="<0102@relay.example>")
    assert brought(stage, other) == ("nothing", "no_calendar")


def test_html_alone_and_no_word_of_the_letter(stage, cast, promise, letter):
    page = (
        "<p>Done: the map opens first</p><blockquote type='cite'><p>Cannot, because it is so</p></blockquote>"
    )
    assert brought(stage, reply(letter, "", html=page, sender=cast.eli.email)) == ("applied", "reply_done")
    assert row(stage, promise).claim == "The map opens first".replace("The", "the")


def test_the_secret_is_stored_as_a_hash_for_one_purpose(stage, letter, promise):
    secret = message_id_of(letter).strip("<>").partition("@")[0]
    with stage.db.reading() as session:
        token = session.get(Token, hashed(secret))
    assert (token.purpose, token.kind, token.subject_id) == ("reply_promise", "followup", promise.id)
    assert token.expires_at.date() == date(2027, 4, 3)


def test_a_reply_to_the_letter_of_the_day_is_about_its_one_promise(stage, cast, promise, moment):
    moment.at = moment.at.replace(month=12, day=4)
    with stage.act() as act:
        assert chase_promises(act) > 0
    day = written(stage, "promises_due")
    assert brought(stage, reply(day, "Done: the map opens first", sender=cast.eli.email)) == (
        "applied",
        "reply_done",
    )
    assert row(stage, promise).stage == "claimed"


def test_every_letter_that_asks_says_that_replying_works(stage, cast, promise, letter):
    assert "You may also reply to this letter." in text_of(letter)


def test_progress_stands_in_the_log_when_somebody_shows_it(stage, cast, promise, letter, signed_in, client):
    brought(stage, reply(letter, "Half of the desks have it", sender=cast.eli.email))
    brought(stage, reply(letter, "Bo Nordvik has it", sender=cast.eli.email, n=2))
    with stage.db.reading() as session:
        code = session.scalar(select(Obstacle.code))
    assert "Half of the desks" not in client.get(f"/log/{code}").text
    browser = signed_in(cast.dee)
    at = f"/followups/{promise.code}"
    assert post(browser, f"{at}/progress/2/show", page=at).status_code == 409
    assert post(browser, f"{at}/progress/1/show", page=at).status_code == 303
    log = client.get(f"/log/{code}").text
    assert ("Half of the desks have it" in log, "Bo Nordvik" in log, "Eli" in log) == (True, False, False)
    post(browser, f"{at}/progress/1/hide", page=at)
    assert "Half of the desks" not in client.get(f"/log/{code}").text
    assert post(signed_in(cast.ada), f"{at}/progress/1/show", page="/me").status_code in {403, 404}


def test_progress_is_said_on_the_page_of_the_link_too(stage, cast, promise, letter, client):
    from tests.builders import OURS

    at = f"/f/{link_in(letter)}"
    assert client.post(at, data={"way": "progress"}, headers=OURS).status_code == 422
    said = client.post(at, data={"way": "progress", "progress": "Half of it"}, headers=OURS)
    assert (said.status_code, lines(stage, promise), row(stage, promise).stage) == (
        200,
        ["Half of it"],
        "open",
    )
    assert "last word on 23 November" in client.get(at).text


PNG = ("desk.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
EXE = ("setup.exe", "application/octet-stream", b"MZ\x00\x01")
PAGE = ("page.html", "text/html", b"<html><script>x</script></html>")


def paragraphs(said) -> list[str]:
    return said.replace("\r\n", "\n").split("\n\n")


WHY = "setup.exe, page.html: We keep pictures, PDF, plain text and documents of an office without macros."


def test_files_that_are_not_kept_are_named_and_nothing_else_is_missing(stage, cast, promise, letter):
    raw = reply(letter, quoted("Accept"), sender=cast.eli.email, files=(PNG, EXE, PAGE))
    assert brought(stage, raw) == ("applied", "reply_accept")
    assert (row(stage, promise).stage, lines(stage, promise)) == ("in_progress", [])
    said = text_of(written(stage, "reply_unclear"))
    assert paragraphs(said)[:2] == [
        "What you wrote is taken. Not every file that came with it is kept.",
        WHY,
    ]
    assert ("missing" in said, "desk.png" in said, "say=" in said) == (False, False, False)


def test_a_file_alone_that_is_not_kept(stage, cast, promise, letter):
    raw = reply(letter, "", sender=cast.eli.email, files=(EXE, PAGE))
    assert brought(stage, raw) == ("applied", "reply_asked")
    said = text_of(written(stage, "reply_unclear"))
    assert paragraphs(said)[:2] == ["Not every file that you sent is kept.", WHY]
    assert ("missing" in said, said.count("?say=progress")) == (False, 1)


def test_what_is_missing_and_what_is_not_kept_stand_in_one_letter(stage, cast, promise, letter):
    brought(stage, reply(letter, quoted("Done"), sender=cast.eli.email, files=(EXE, PAGE)))
    assert letters(stage, "reply_unclear") == 1
    said = text_of(written(stage, "reply_unclear"))
    assert paragraphs(said)[:3] == [
        "Something is missing in your reply. What you wrote is kept.",
        "Say in one sentence what was done: the floor is asked about it.",
        f"Not every file that came with it is kept:\n{WHY}",
    ]


def test_who_hands_it_over_is_not_written_to_about_files(stage, cast, promise, letter):
    words = quoted(f"Not mine, it is {cast.ada.email}")
    assert brought(stage, reply(letter, words, sender=cast.eli.email, files=(EXE,))) == (
        "applied",
        "reply_notmine",
    )
    assert (row(stage, promise).owner_id, letters(stage, "reply_unclear")) == (cast.ada.id, 0)
