"""A former owner reads behind their old link whose it is now, as far as they named them, and since when."""

import re
from html import unescape

from floortime.followups.actions import hand_over
from floortime.followups.model import Followup
from tests.builders import OURS

NEVER = "You get no more letters about it, and nothing is asked of you."


def give(client, link, address=""):
    return client.post(link, data={"way": "notmine", "address": address}, headers=OURS)


def lede(answer) -> str:
    return unescape(re.search(r'class="lede">(.*?)</p>', answer.text, re.DOTALL)[1])


def handed(stage, cast, promise, to):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=to.id if to else None)


def test_whom_they_named_is_named_at_once_and_later(client, link, cast, moment):
    said = "Ada Lindqvist looks after it now, since you handed it over on 23 November."
    assert lede(give(client, link, cast.ada.email)) == f"{said} You get no more letters about it."
    moment.forward(days=20)
    told = client.get(link)
    assert (told.status_code, lede(told)) == (404, f"{said} {NEVER}")


def test_a_guest_whom_they_named_by_address(client, link):
    give(client, link, "lars.nygard@supplier.example")
    assert lede(client.get(link)).startswith("Lars Nygard looks after it now, since you")


def test_where_it_went_from_there_is_not_theirs_to_read(stage, client, link, cast, promise):
    give(client, link, cast.ada.email)
    handed(stage, cast, promise, cast.una)
    told = client.get(link)
    assert lede(told) == f"You handed it over on 23 November, and it was handed on since. {NEVER}"
    assert ("Ada" in told.text, "Una" in told.text) == (False, False)


def test_whom_somebody_else_named_is_not_named(stage, client, link, cast, promise):
    handed(stage, cast, promise, cast.ada)
    told = client.get(link)
    assert (lede(told), "Ada" in told.text) == (
        f"Somebody else looks after it since 23 November. {NEVER}",
        False,
    )


def test_while_nobody_has_it_that_is_said(client, link):
    give(client, link)
    assert lede(client.get(link)).startswith(
        "It was handed over on 23 November. The chief of staff looks for somebody."
    )


def test_had_twice_the_last_time_counts(stage, client, link, cast, promise):
    give(client, link, cast.ada.email)
    handed(stage, cast, promise, cast.eli)
    handed(stage, cast, promise, cast.una)
    assert lede(client.get(link)) == f"Somebody else looks after it since 23 November. {NEVER}"
