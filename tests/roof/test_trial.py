"""Letters through a mail server that fails one in five, with workers killed: the large form is `make trial`."""

import os
import time

import pytest
from sqlalchemy import select

from floortime import clock
from floortime.outbox.model import Letter
from tests.roof.trial import arrived, weather
from tests.sitdowns.attendee import KINDS, Attendee, calendar_of
from tests.sitdowns.test_calendars_agree import Post, check

pytestmark = pytest.mark.slow
LETTERS = int(os.environ.get("FT_TRIAL_LETTERS", "24"))
KILLS = int(os.environ.get("FT_TRIAL_KILLS", "2"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_storm_loses_nothing_and_contradicts_nothing(stage, settings, cast, moment):
    began = time.monotonic()
    storm = weather(stage, settings, cast, letters=LETTERS, kills=KILLS)
    came = arrived(storm)
    with stage.db.reading() as session:
        letters = {x.message_id: x for x in session.scalars(select(Letter).order_by(Letter.id))}
    gone = {key for key, letter in letters.items() if letter.state == "sent"}
    # Nothing missing: what counts as sent has come; nothing was sent that was replaced before.
    assert {x.state for x in letters.values()} <= {"sent", "superseded", "withdrawn"}
    assert (gone - set(came), set(came) - gone) == (set(), set())
    # Resends are byte-identical, and to whom they were the first time.
    assert {key for key, times in came.items() if len({(to, body) for _n, to, body in times}) > 1} == set()
    firsts = sorted(
        ((times[0][0], letters[key]) for key, times in came.items() if letters[key].uid),
        key=lambda one: one[0],
    )
    in_order = [letter for _n, letter in firsts]
    # Nothing conflicting: one content for each (recipient, UID, RECURRENCE-ID, METHOD, SEQUENCE).
    said = [(x.to_address, x.uid, x.recurrence, x.method, x.sequence) for x in in_order]
    assert len(said) == len(set(said))
    # No sequence going back, resends included.
    every = sorted(
        ((n, letters[key]) for key, times in came.items() for n, _to, _body in times), key=lambda one: one[0]
    )
    newest: dict[tuple[str, str], int] = {}
    for _n, letter in every:
        if letter.uid:
            key = letter.to_address, letter.uid
            assert letter.sequence >= newest.get(key, 0), key
            newest[key] = letter.sequence
    # And every recipient's calendar ends equal to the database.
    post = Post()
    post.letters = in_order
    for _n, letter in every:
        if letter.uid:
            read = calendar_of(letter.body)
            for calendar in post.calendars.setdefault(letter.to_id, [Attendee(kind) for kind in KINDS]):
                calendar.receive(read)
    moment.at = clock.now()
    agents = [cast.bo, *cast.colleagues]
    check(stage, cast, moment, post, agents, [])
    twice = sum(len(times) - 1 for times in came.values())
    assert (len(gone) >= LETTERS, storm.kills, twice > 0) == (True, KILLS, True)
    assert min(storm.server.failed.values()) > 0
    print(
        f"\n{len(gone)} letters of {storm.acts} acts, {storm.kills} workers killed, {storm.server.failed}, "
        f"{twice} came twice and alike, {time.monotonic() - began:.0f} s"
    )
