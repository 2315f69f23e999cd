"""Who is erased is gone from what others wrote too: notes, public words, stored calendars, kept letters. Counts stay."""

import json
from datetime import date

import pytest
from sqlalchemy import func, inspect, select, text

from floortime.desk.forgetting import erase_everywhere
from floortime.followups.actions import make_followup
from floortime.followups.model import Back
from floortime.lists.model import ActionList, ListRow
from floortime.lists.queries import refused
from floortime.mail.letters import Recipient
from floortime.mail.posting import post as post_letter
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.recognition.actions import thank
from floortime.sitdowns.invitations.stored import keep_bytes
from floortime.sitdowns.model import CalBytes, Note
from floortime.words import lazy
from tests.builders import post
from tests.obstacles.play import publish, raised
from tests.obstacles.rooms import sitdown_with


def everything(stage) -> str:
    with stage.act() as act:
        tables = inspect(act.session.connection()).get_table_names()
        rows = [
            [str(bytes(c) if isinstance(c, memoryview) else c) for c in row]
            for table in tables
            if table != "alembic_version"
            for row in act.session.execute(text(f'select * from "{table}"'))
        ]
    return json.dumps(rows).replace("=\\\\r\\\\n", "").replace("\\\\r\\\\n ", "").lower()


@pytest.fixture
def traces(stage, cast, db):
    """Ada Lindqvist, who led, in everybody's words."""
    publish(stage, cast, raised(stage, cast, words="Ada Lindqvist said no"), title="ADA  LINDQVIST said no")
    with stage.act(cast.dee) as act:
        sitdown = sitdown_with(act, cast, [cast.bo])
        keep_bytes(act, sitdown)
        act.session.add(
            Note(sitdown_id=sitdown.id, by_id=cast.dee.id, kind="obstacle", words="ask ada lindqvist.")
        )
        thank(
            act, to_kind="person", to_id=cast.ada.id, by_id=cast.dee.id, words="Ada, well led", language="en"
        )
        to = Recipient(cast.bo.id, "bo@nordvik.example", "Bo", "en", "UTC")
        post_letter(act, to, "sitdown_summarised", dedupe_key="k", subject=("sitdown", sitdown.id),
                    facts={"leader": "Ada Lindqvist", "on": act.today, "obstacles": [], "thanks": [], "promises": []})  # fmt: skip
        promise = make_followup(act, what="A second screen", due_on=date(2026, 12, 4)).id
        act.session.add(Back(followup_id=promise, n=1, reason="Ada Lindqvist has none yet", on=act.today))
        made = ActionList(file_sha256="0" * 64, at=act.at, counts={"new": 0})
        act.session.add(made)
        act.session.flush()
        fault = lazy(
            "Nobody here is called %(name)s. Write an address, and they are asked as a guest.",
            name="Ada Lindqvist",
        )
        act.session.add(ListRow(list_id=made.id, line=2, verdict="refused", faults=[fault.kept]))
        act.session.add(
            ListRow(list_id=made.id, line=3, verdict="refused", reason="Nobody is called Ada Lindqvist.")
        )
        for letter in act.session.scalars(select(Letter)):
            letter.state = "sent"
        act.session.get(Person, cast.ada.id).left_on = date(2026, 11, 20)
        return {
            table: act.session.scalar(select(func.count()).select_from(table))
            for table in (Letter, Note, CalBytes)
        }


def test_no_room_names_whom_the_house_has_erased(stage, cast, traces):
    assert everything(stage).count("lindqvist") > 4
    with stage.act(cast.una) as act:
        erase_everywhere(act, act.session.get(Person, cast.ada.id))
    left = everything(stage)
    assert ["lindqvist" in left, "ada, well" in left, "…, well led".encode("unicode_escape").decode() in left] == [
        False, False, True,
    ]  # fmt: skip
    with stage.act() as act:
        assert act.session.scalar(select(Back.reason)) == "… has none yet"
        assert [one.reason for one in refused(act.session, 1)] == [
            "Nobody here is called …. Write an address, and they are asked as a guest.", "Nobody is called …."
        ]  # fmt: skip
        assert {t: act.session.scalar(select(func.count()).select_from(t)) for t in traces} == traces


def test_the_calendar_goes_on_without_the_name(stage, cast, db, traces):
    with stage.act(cast.una) as act:
        erase_everywhere(act, act.session.get(Person, cast.ada.id))
    with db.reading() as session:
        body = session.scalars(select(CalBytes.body)).one().decode()
    assert "SUMMARY:Floor time: somebody who has left with Night shift" in body


def test_others_of_the_same_first_name_stay(stage, cast, db, traces):
    with stage.act(cast.dee) as act:
        sitdown = sitdown_with(act, cast, [cast.bo])
        act.session.add(
            Note(sitdown_id=sitdown.id, by_id=cast.dee.id, kind="obstacle", words="Ada of Billing helps")
        )
    with stage.act(cast.una) as act:
        erase_everywhere(act, act.session.get(Person, cast.ada.id))
    with db.reading() as session:
        assert sorted(session.scalars(select(Note.words))) == ["Ada of Billing helps", "ask …."]


def test_the_button_of_the_page_reaches_every_room(stage, cast, signed_in, traces):
    una = signed_in(cast.una)
    assert post(una, f"/people/{cast.ada.id}/erase").status_code == 303
    assert "lindqvist" not in everything(stage)
    assert post(signed_in(cast.dee), f"/people/{cast.bo.id}/erase").status_code == 403
