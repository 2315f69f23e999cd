"""When the floor's word closes, as the programme's page sets it."""

import pytest

from floortime.sitdowns.model import Programme
from tests.builders import errors, post

URL = "/programme/settings"
GIVEN = {
    "answer_days": "10",
    "silence_days": "8",
    "skip_holidays": "y",
    "quorum": "2",
    "notice_days": "5",
    "works_share": "50",
}


def kept(db, cast):
    with db.reading() as session:
        row = session.get(Programme, cast.programme.id)
        return row.quorum, row.works_share, row.not_yet_share, row.silence_days


def test_numbers_and_shares_are_kept(cast, signed_in, db):
    assert kept(db, cast) == (1, None, None, 10)
    assert post(signed_in(cast.dee), URL, {**GIVEN, "not_yet_share": "20"}, page=URL).status_code == 303
    assert kept(db, cast) == (2, 50, 20, 8)
    assert post(signed_in(cast.dee), URL, {**GIVEN, "works_share": ""}, page=URL).status_code == 303
    assert kept(db, cast) == (2, None, None, 8)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quorum": ""}, "Write how many. One is the least."),
        ({"quorum": "0", "notice_days": "5"}, "Write a number from 1 to 50."),
        ({"works_share": "101"}, "Write a number from 1 to 100."),
        ({"not_yet_share": "half"}, "Write a number from 1 to 100."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, signed_in, db, wrong, said):
    answer = post(signed_in(cast.dee), URL, {**GIVEN, **wrong}, page=URL)
    assert (answer.status_code, errors(answer)) == (422, [said])
    assert f'value="{next(iter(wrong.values()))}"' in answer.text
    assert 'value="8"' in answer.text
    assert kept(db, cast) == (1, None, None, 10)
