"""Evidence: files sent with an answer are kept with the promise, given to those who see it alone, and let go with it."""

import os
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from floortime.desk.forgetting import erase_everywhere
from floortime.files import shelf
from floortime.files.model import File
from floortime.followups.actions import add_all, add_evidence, drop_followup, drop_old_evidence
from floortime.followups.model import Evidence, Followup, Progress
from floortime.journal.model import Entry
from floortime.people.model import Person
from tests.builders import OURS, errors, post
from tests.files.test_kinds import PNG
from tests.mailroom.inbox import brought
from tests.mailroom.replies import reply
from tests.mailroom.test_replies_to_promises import text_of, written


def kept(stage) -> list[tuple[str, int]]:
    with stage.db.reading() as session:
        return [(row.name, row.by_id) for row in session.scalars(select(Evidence).order_by(Evidence.n))]


def test_sent_with_done_behind_the_link(client, link, now, cast, stage):
    data = {
        "way": "done",
        "claim": "On every desk",
        "files": [(BytesIO(PNG), "desk.png"), (BytesIO(b"a;b"), "list.csv")],
    }
    assert client.post(link, data=data, headers=OURS).status_code == 200
    assert (now().stage, kept(stage)) == ("claimed", [("desk.png", cast.eli.id), ("list.csv", cast.eli.id)])
    with stage.db.reading() as session:
        line = session.scalars(select(Entry).where(Entry.verb == "followup.evidence_added")).first()
    assert (line.actor_kind, line.actor_id) == ("mail_link", cast.eli.id)
    file = client.get(f"{link}/evidence/1")
    assert (file.data, file.headers["Content-Type"], file.headers["Content-Disposition"]) == (
        PNG, "image/png", "attachment; filename=desk.png",
    )  # fmt: skip
    assert (file.headers["X-Content-Type-Options"], file.headers["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip


def test_a_wrong_field_loses_no_file(client, link, now, cast, stage):
    answer = client.post(link, data={"way": "done", "files": [(BytesIO(PNG), "desk.png")]}, headers=OURS)
    assert (answer.status_code, now().stage, kept(stage)) == (422, "open", [("desk.png", cast.eli.id)])
    assert "desk.png" in answer.text


def test_what_we_do_not_keep_is_said_and_the_words_stay(client, link, now, stage):
    data = {
        "way": "done",
        "claim": "On every desk",
        "files": [(BytesIO(b"MZ\x00"), "setup.exe"), (BytesIO(PNG), "desk.png")],
    }
    answer = client.post(link, data=data, headers=OURS)
    assert (answer.status_code, errors(answer)) == (
        422, ["setup.exe: We keep pictures, PDF, plain text and documents of an office without macros."],
    )  # fmt: skip
    assert ("On every desk" in answer.text, now().stage) == (True, "open")
    assert [name for name, _by in kept(stage)] == ["desk.png"]


def test_what_is_too_large_or_empty_is_not_kept(stage, cast, promise):
    with stage.act(cast.eli) as act:
        row = act.session.get(Followup, promise.id)
        said = add_all(act, row, [("big.txt", b"x" * (5 * 1024 * 1024 + 1)), ("none.txt", b""), ("", PNG)])
    assert said == ["big.txt: This file is larger than five megabytes.", "none.txt: This file is empty."]
    assert [name for name, _by in kept(stage)] == ["file.png"]


def test_progress_may_be_a_file_alone(client, link, stage):
    answer = client.post(link, data={"way": "progress", "files": [(BytesIO(PNG), "half.png")]}, headers=OURS)
    with stage.db.reading() as session:
        assert (answer.status_code, session.scalar(select(func.count()).select_from(Progress))) == (200, 0)
    assert [name for name, _by in kept(stage)] == ["half.png"]


def test_the_same_file_twice_is_one(client, link, stage):
    for _ in range(2):
        client.post(link, data={"way": "progress", "files": [(BytesIO(PNG), "half.png")]}, headers=OURS)
    assert len(kept(stage)) == 1


def test_signed_in_and_who_may_have_it(signed_in, client, promise, cast, stage):
    at = f"/followups/{promise.code}"
    browser = signed_in(cast.dee)
    answer = post(
        browser, f"{at}/progress", {"progress": "Half", "files": [(BytesIO(PNG), "half.png")]}, page=f"{at}/progress"
    )  # fmt: skip
    assert (answer.status_code, kept(stage)) == (303, [("half.png", cast.dee.id)])
    assert "half.png" in browser.get(at).text
    assert browser.get(f"{at}/evidence/1").data == PNG
    assert browser.get(f"{at}/evidence/2").status_code == 404
    assert [signed_in(who).get(f"{at}/evidence/1").status_code for who in (cast.bo, cast.cy)] == [404, 404]
    assert client.get(f"{at}/evidence/1").status_code == 303
    assert client.get("/f/nothing/evidence/1").status_code == 404
    assert post(signed_in(cast.bo), f"{at}/evidence/1/remove", page="/me").status_code == 404
    assert post(browser, f"{at}/evidence/1/remove", page=at).status_code == 303
    assert kept(stage) == []


def test_it_comes_along_with_a_reply(stage, cast, promise, signed_in):
    letter = written(stage, "followup_assigned")
    files = (("desk.png", "image/png", PNG), ("setup.exe", "application/octet-stream", b"MZ\x00\x01"))
    raw = reply(letter, "Done: on every desk", sender=cast.eli.email, files=files)
    assert brought(stage, raw) == ("applied", "reply_done")
    assert kept(stage) == [("desk.png", cast.eli.id)]
    assert "setup.exe: We keep pictures" in text_of(written(stage, "reply_unclear"))
    more = reply(letter, "", sender=cast.eli.email, files=(("list.csv", "text/csv", b"a;b"),), n=2)
    assert brought(stage, more) == ("applied", "reply_file")
    forged = reply(
        letter, "x", sender=cast.eli.email, results=None, files=(("evil.png", "image/png", PNG + b"2"),), n=3
    )
    assert brought(stage, forged) == ("held", "unauthenticated")
    assert [name for name, _by in kept(stage)] == ["desk.png", "list.csv"]


def sent(stage, promise, person, body=PNG):
    with stage.act(person) as act:
        return add_evidence(act, act.session.get(Followup, promise.id), name="desk.png", body=body).sha256


def on_disk(stage, digest) -> bool:
    return shelf.take(stage.settings.data, digest) is not None


def test_erasing_who_sent_it(stage, cast, promise):
    theirs, others = sent(stage, promise, cast.eli), sent(stage, promise, cast.dee, PNG + b"2")
    with stage.act(cast.una) as act:
        erase_everywhere(act, act.session.get(Person, cast.eli.id))
    swept(stage, theirs, others)
    assert (kept(stage), on_disk(stage, theirs), on_disk(stage, others)) == (
        [("desk.png", cast.dee.id)],
        False,
        True,
    )


def swept(stage, *digests) -> None:
    """An hour later."""
    for digest in digests:
        os.utime(shelf.place(stage.settings.data, digest), (0, 0))
    with stage.act() as act:
        drop_old_evidence(act)


def test_a_year_after_the_promise_is_settled(stage, cast, promise, moment):
    digest = sent(stage, promise, cast.eli)
    with stage.act(cast.dee) as act:
        drop_followup(act, act.session.get(Followup, promise.id), reason="No budget")
    moment.forward(days=365)
    swept(stage, digest)
    assert (len(kept(stage)), on_disk(stage, digest)) == (1, True)
    moment.forward(days=1)
    swept(stage, digest)
    swept(stage, digest) if on_disk(stage, digest) else None
    with stage.db.reading() as session:
        assert (kept(stage), session.scalar(select(func.count()).select_from(File))) == ([], 0)
    assert not on_disk(stage, digest)


def test_twenty_and_no_more(stage, cast, promise):
    for n in range(20):
        sent(stage, promise, cast.eli, PNG + bytes([n]))
    with pytest.raises(Exception, match="Twenty files"):
        sent(stage, promise, cast.eli, PNG + b"more")
    assert promise.made_on == date(2026, 11, 23)
