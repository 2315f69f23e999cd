"""A small house in which every address leads somewhere: one of each thing, and the address of each route."""

import re
from datetime import timedelta

from sqlalchemy import select, text
from werkzeug.routing import Rule

from floortime.db import Database
from floortime.followups.actions import add_evidence
from floortime.headsups.actions import Said, give_headsup
from floortime.hooks.actions import add_endpoint
from floortime.lists.model import ActionList
from floortime.mail.receiving import settle, take_in
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.recognition.actions import thank
from floortime.records import METADATA
from floortime.sitdowns.actions import keep_note
from floortime.sitdowns.model import Sitdown
from floortime.web.access import Rule as Access
from tests.cast import person
from tests.obstacles.play import published, raised
from tests.obstacles.rooms import sitdown_with
from tests.sitdowns.plans import opened


class World:
    """The cast, one thing of each kind, and what stands for each part of an address."""

    def __init__(self, stage, cast):
        self.stage, self.cast = stage, cast
        series = opened(stage, cast)
        with stage.act(cast.ada) as act:
            sitdown = sitdown_with(act, cast, [cast.bo])
            note = keep_note(act, sitdown, kind="obstacle", words="The map comes late")
            thanks = thank(
                act, to_kind="person", to_id=cast.bo.id, by_id=cast.ada.id, words="For the night of the storm"
            )
            act.session.flush()
            self.known = {"sitdown_id": sitdown.id, "note_id": note.id, "thanks_id": thanks.id}
        published(stage, cast)
        found = raised(stage, cast)
        with stage.act(cast.dee) as act:
            first = act.session.scalars(select(Obstacle).where(Obstacle.stage == "published")).one()
            followup = promise_on(
                act, first, what="Show the map", owner_id=cast.ada.id, due_on=act.today + timedelta(days=9)
            )
            act.session.flush()
            add_evidence(act, followup, name="map.txt", body=b"The map opens first")
            warned = give_headsup(
                act,
                Said("outage", "The map is down", "We call back.", act.at + timedelta(days=9), None, "UTC"),
                department_id=cast.customer.id,
            )
            codes = {
                "heads-ups": warned.code,
                "obstacles": first.code,
                "log": first.code,
                "followups": followup.code,
            }
        with stage.act() as act:
            mail, _new = take_in(act, b"From: someone@elsewhere.example\r\n\r\nHello", door="pipe")
            settle(act, mail, "held", "stranger")
            act.session.flush()
            self.known["received_id"] = mail.id
            self.known["leader_id"] = cast.ada.id
            counts = {"new": 1, "there": 0, "settled": 0, "refused": 0}
            taken_over = ActionList(file_sha256="0" * 64, by_id=cast.dee.id, at=act.at, counts=counts)
            act.session.add(taken_over)
            act.session.flush()
            self.known["list_id"] = taken_over.id
            self.known["endpoint_id"] = add_endpoint(
                act, url="https://programs.nordvik.example/in", events=["raised"]
            ).id
            owner = person(act, "Olu", role="owner")
            act.session.flush()
            some = act.session.scalars(select(Sitdown.id).where(Sitdown.series_id == series)).first()
        self.owner, self.unsorted = owner, found.code
        self.codes = codes
        self.ids = {"series": series, "sitdowns": some, "people": cast.bo.id, "followups": followup.id}
        self.people = {
            "nobody": None, "agent": cast.bo, "leader": cast.ada, "owner": owner, "chief": cast.dee, "admin": cast.una,
        }  # fmt: skip

    def address(self, rule: Rule) -> str:
        """A real address for a route: each of its parts stands for something that is there, where we know it."""
        room = rule.rule.split("/")[1]

        def part(found: re.Match[str]) -> str:
            kind, name = found[1] or "", found[2]
            if kind.startswith("any("):
                return re.split(r"[(,)]", kind)[1].strip()
            if name == "code":
                return str(self.codes.get(room, self.codes["obstacles"]))
            if rule.rule.endswith(".ics") and name == "sitdown_id":
                return str(self.ids["sitdowns"])  # one that is in calendars
            if name == "id":
                return str(self.ids.get(room, 1))
            return str(self.known.get(name, 1 if kind.startswith("int") else "x"))

        return re.sub(r"<(?:([^:<>]+):)?([^<>]+)>", part, rule.rule)

    def browsers(self, app, signed_in):
        """One browser for each part: nobody, agent, leader, owner, chief, admin."""
        return {
            name: app.test_client() if who is None else signed_in(who) for name, who in self.people.items()
        }


def routes(app, method: str) -> list[tuple[Rule, Access]]:
    """Every route that answers to a method, with the access rule its view states."""
    return [
        (rule, app.view_functions[rule.endpoint].access)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if method in (rule.methods or ())
    ]


def dump(db: Database) -> dict[str, list[str]]:
    """Everything that is stored, table by table."""
    with db.reading() as session:
        found = {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
        }
        column = "words" if db.is_sqlite else "tsv"
        found["obstacle_search"] = sorted(
            map(repr, session.execute(text(f"select {column} from obstacle_search")).all())
        )
    return found
