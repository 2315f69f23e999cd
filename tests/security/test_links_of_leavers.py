"""A link in a letter dies with its reader's last day: it is a key to somebody's signature."""

from datetime import timedelta

import pytest

from floortime.followups.actions import make_followup
from floortime.followups.letters import mail_link
from floortime.obstacles.actions.asking import ANSWER
from floortime.obstacles.floor_letters import PURPOSE
from floortime.people.model import Person
from floortime.tokens import issue
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@one_database
def test_no_link_outlives_its_readers_last_day(stage, cast, client):
    entry = published(stage, cast)
    with stage.act() as act:
        soon = act.at + timedelta(days=30)
        sitdown = sitdown_with(act, cast, [cast.ada], hours=48)
        promise = make_followup(act, what="Show it", due_on=soon.date(), owner_id=cast.ada.id)
        links = [
            mail_link(act, promise, cast.ada.id).removeprefix("http://localhost").partition("?")[0],
            *(
                f"/{path}/" + issue(act.session, purpose, kind, key, expires_at=soon, person_id=cast.ada.id)
                for path, purpose, kind, key in (
                    ("answer", ANSWER, "obstacle", entry.id),
                    ("w", PURPOSE, "obstacle", entry.id),
                    ("seats", "seat", "sitdown", sitdown.id),
                )
            ),
        ]
    assert [client.get(link).status_code for link in links] == [200, 200, 200, 200]
    with stage.act() as act:
        act.session.get(Person, cast.ada.id).left_on = act.today
    assert [client.get(link).status_code for link in links] == [404, 404, 404, 404]
