"""A time stands on the clock of the place; whoever reads it on another clock is told theirs beside it."""

from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Sitdown
from tests.sitdowns.plans import dates_of, opened, row


def test_a_reader_on_another_clock_is_told_their_own_time(stage, cast, signed_in):
    first = dates_of(stage, opened(stage, cast))[0]
    with stage.act(cast.dee) as act:
        for person in (cast.bo, cast.cy):
            give_seat(act, row(act, Sitdown, first.id), row(act, Person, person.id))
    away = "22:30 in Amsterdam, 21:30 for you · 45 minutes"
    assert [away in signed_in(person).get("/").text for person in (cast.bo, cast.cy)] == [False, True]
    assert "22:30 · 45 minutes" in signed_in(cast.bo).get("/").text
    with stage.act() as act:
        row(act, Person, cast.dee.id).zone = "Australia/Sydney"
    page = signed_in(cast.dee).get(f"/sitdowns/{first.id}").text
    assert "22:30 to 23:15 in Amsterdam, 08:30 on 4 December for you" in page
