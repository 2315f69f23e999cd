"""Duties forget ended sessions and links a month later; the doctor writes the search index anew."""

from datetime import timedelta

from sqlalchemy import select, text

from floortime.cli.doctor import look_at_search
from floortime.duties import TIMETABLE, Timekeeper
from floortime.obstacles.actions.sorting import index_anew, join_existing
from floortime.obstacles.model import Obstacle
from floortime.people.model import WebSession
from floortime.tokens import Token
from tests.obstacles.play import published


def test_sessions_and_links_are_forgotten_a_month_after_their_end(stage, cast, db, settings, moment):
    now = moment()
    ends = {"open": (9, None), "just ended": (-29, None), "just revoked": (9, -29), "long ended": (-31, None),
            "long revoked": (9, -31)}  # fmt: skip
    with stage.act() as act:
        for name, (expires, ended) in ends.items():
            at = now + timedelta(days=expires)
            then = now + timedelta(days=ended) if ended else None
            act.session.add(
                WebSession(token_hash=name, person_id=cast.bo.id, made_at=now, expires_at=at, revoked_at=then)
            )
            act.session.add(
                Token(hash=name, purpose="seat", kind="seat", subject_id=1, expires_at=at, used_at=then)
            )
    duties = [d for d in TIMETABLE if d.name in {"sessions.forget", "tokens.forget"}]
    keeper = Timekeeper(db, settings, moment, duties, rest=lambda _s: None)
    assert sorted(keeper.run_due()) == ["sessions.forget", "tokens.forget"]
    with db.reading() as session:
        for column in (WebSession.token_hash, Token.hash):
            assert set(session.scalars(select(column))) == {"open", "just ended", "just revoked"}


def test_the_index_is_written_anew_from_what_the_log_shows(stage, cast, db, client):
    one, two, gone = (published(stage, cast, title=f"The {word} is late") for word in ("map", "bus", "post"))
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, gone.id), act.session.get(Obstacle, one.id))
    assert look_at_search(db).state == "well", "what was merged away is rightly not found"
    key = "rowid" if db.is_sqlite else "id"
    with db.writing() as session:
        session.execute(text(f"delete from obstacle_search where {key} = {one.id}"))
        session.execute(
            text("insert into obstacle_search(rowid, words) values (7, 'x')" if db.is_sqlite
                 else "insert into obstacle_search(id, tsv) values (7, 'x')")
        )  # fmt: skip
    broken = look_at_search(db)
    assert (broken.state, broken.remedy) == ("ill", "Run: floortime doctor --mend.")
    with stage.act() as act:
        assert index_anew(act) == 2
    assert look_at_search(db).state == "well"
    assert one.code in client.get("/log?q=map").text
    assert two.code in client.get("/log?q=bus").text
