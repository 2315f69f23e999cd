"""A change that is refused because of how things stand, and not because somebody was quicker: one way back, nothing to load."""

import re

from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Sitdown
from tests.builders import heading, post
from tests.sitdowns.plans import dates_of, opened


def test_a_refusal_leads_back_and_offers_nothing_newer(stage, cast, signed_in):
    first = dates_of(stage, opened(stage, cast, capacity=1))[0].id
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        give_seat(act, act.session.get(Sitdown, first), cast.bo)
    dee = signed_in(cast.dee)
    answer = post(dee, f"/sitdowns/{first}/seats/{cast.colleagues[0].id}/give", page=f"/sitdowns/{first}")
    assert (answer.status_code, heading(answer)) == (409, "That cannot be done now")
    assert re.findall(r'<a class="btn[^>]*>([^<]+)</a>', answer.text) == ["Back"]
