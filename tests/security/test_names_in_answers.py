"""An answer, a no and a closing sentence name nobody unless that is meant; behind a mail link never."""

import pytest

from tests.builders import OURS, errors, post
from tests.obstacles.test_answer import answers, link
from tests.security.planted import BOX, LEAVE_OUT, SLIPS, in_the_log

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KINDS = [("answer", "", "Bo"), ("answer", "", "Dee McAllister"), ("no", "2027-01-18", "fatima")]


@pytest.mark.parametrize(("kind", "review", "slip"), KINDS[1:])
def test_signed_in_one_is_asked_and_may_go_on(stage, cast, signed_in, db, kind, review, slip):
    url, ada = f"/obstacles/{in_the_log(stage, cast).code}/answer", signed_in(cast.ada)
    typed = {"kind": kind, "words": f"We asked {slip} first", "review_on": review, "due_on": "2026-12-01"}
    told = post(ada, url, typed, page=url)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], True)
    assert answers(db) == []
    assert post(ada, url, {**typed, "meant": "y"}, page=url).status_code == 303


@pytest.mark.parametrize(("kind", "review", "slip"), KINDS)
def test_behind_the_mail_link_nothing_lets_it_through(stage, cast, client, db, kind, review, slip):
    in_the_log(stage, cast)
    typed = {
        "kind": kind,
        "words": f"We asked {slip} first",
        "review_on": review,
        "due_on": "2026-12-01",
        "meant": "y",
    }
    told = client.post(link(db), data=typed, headers=OURS)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], False)
    assert answers(db) == []
    assert client.post(link(db), data={**typed, "words": "We asked first"}, headers=OURS).status_code == 200


def test_in_an_answer_that_promises_nobody_lets_those_through_who_sat_there(stage, cast, signed_in, db):
    url, ada = f"/obstacles/{in_the_log(stage, cast).code}/answer", signed_in(cast.ada)
    typed = {"kind": "answer", "words": "We asked Bo first", "due_on": "2026-12-01", "meant": "y"}
    told = post(ada, url, typed, page=url)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format("Bo")], False)
    assert answers(db) == []


@pytest.mark.parametrize("slip", SLIPS[:2])
def test_the_closing_sentence(stage, cast, signed_in, slip):
    url, dee = f"/obstacles/{in_the_log(stage, cast).code}/ask", signed_in(cast.dee)
    typed = {"sentence": f"The screen of {slip} shows it"}
    told = post(dee, url, typed, page=url)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], True)
    assert post(dee, url, {**typed, "meant": "y"}, page=url).status_code == 303


def test_whoever_signs_may_name_themselves(stage, cast, signed_in):
    url = f"/obstacles/{in_the_log(stage, cast).code}/answer"
    typed = {"kind": "answer", "words": "I will see to it, Ada Lindqvist", "due_on": "2026-12-01"}
    assert post(signed_in(cast.ada), url, typed, page=url).status_code == 303
