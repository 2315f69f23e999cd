"""Home: today for whoever reads it, customers and the floor first, oneself last; knows queries."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect

from floortime.home import phrases, queries
from floortime.home.queries import Owed, ToLook
from floortime.obstacles.queries.coleads import offers_to
from floortime.obstacles.queries.headline import headline
from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.web.access import access, anyone
from floortime.web.acts import ground, me, reader, reading
from floortime.web.pages import page, today
from floortime.web.waiting import Waiting, running

bp = Blueprint("home", __name__)
SEASON = timedelta(days=182)


@bp.get("/")
@access(anyone)
def home() -> Response:
    """The log for a stranger, the morning board for a chief of staff, their own day for everybody else."""
    who = reader()
    if who is None:
        return redirect("/log", 303)  # type: ignore[return-value]
    if who.is_chief and not who.has("leader"):
        return redirect("/board", 303)  # type: ignore[return-value]
    return page("home/home.html", phrases=phrases, **_day(who))


def _day(who: Reader) -> dict[str, Any]:
    session, now, day = reading(), ground().clock(), today()
    owed = queries.owed(session, who.id)
    led = (
        queries.next_led(session, [who.id, *who.acts_for], now) if who.has("leader") or who.acts_for else None
    )
    team = people.team_on(session, who.id, day)
    return {
        "owed": [(one, _wait(one)) for one in owed],
        "n_owed": queries.how_many(session, who.id, owed),
        "looks": [(one, _looks(one)) for one in queries.to_look(session, {who.id, *who.acts_for})],
        "asked": queries.asked(session, ground().settings, who.id),
        "offers": offers_to(session, who.id, day),
        "led": led,
        "led_now": led is not None and led.starts_at <= now,
        "comers": queries.comers(session, led.id, day) if led else [],
        "heard": queries.heard_last_time(session, led.id) if led else [],
        "questions": queries.questions(session, led.id, led.start.date()) if led else [],
        "seat": queries.next_seat(session, who.id, now),
        "mine": queries.mine(session, who.id),
        "thanks": queries.thanks_to(session, who.id, team.id if team else None),
        "record": queries.record(session, who.id, day - SEASON),
        "department": queries.department_of(session, who.id),
        "front": headline(session, day),
        "leaders": people.persons_by_id(session, who.acts_for).values(),
    }


def _wait(one: Owed) -> Waiting:
    return running("you", since=one.since, due=one.due, today=today())


def _looks(one: ToLook) -> Waiting:
    mine = one.looker_id == me().id
    return running("you" if mine else "owner", since=one.since, due=None, today=today(), who=one.looker)
