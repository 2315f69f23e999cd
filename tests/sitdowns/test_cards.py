"""Cards for people without e-mail: the site's clock and their own language, whoever prints them."""

import re

from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Sitdown
from tests.sitdowns.plans import dates_of, opened, row


def test_a_card_tells_the_clock_of_the_site_alone(stage, cast, signed_in):
    first = dates_of(stage, opened(stage, cast))[0].id
    with stage.act(cast.dee) as act:
        bo = row(act, Person, cast.bo.id)
        bo.email, bo.email_norm, bo.language = None, None, "nl"
        give_seat(act, row(act, Sitdown, first), bo)
        row(act, Person, cast.dee.id).zone = "America/New_York"
        sitdown = row(act, Sitdown, first)
        start = f"{sitdown.start_local:%H:%M}"
    dee = signed_in(cast.dee)
    assert "for you" in dee.get(f"/sitdowns/{first}").text
    (card,) = re.findall(
        r'<section class="card" lang="nl">.*?</section>', dee.get(f"/sitdowns/{first}/cards").text, re.DOTALL
    )
    (when,) = re.findall(r"<p><b>(.*?)</b></p>", card)
    assert re.sub(r"^.*, ", "", when).split(" tot ")[0] == start
    assert re.findall(r"\d\d:\d\d", card) == re.findall(r"\d\d:\d\d", when)
    assert len(re.findall(r"\d\d:\d\d", when)) == 2
