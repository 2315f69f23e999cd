"""A row that may be there only once says on both databases whether it was written."""

from datetime import date

from sqlalchemy import func, select

from floortime.db import add_unless
from floortime.receipts import Receipt


def test_the_second_row_is_not_written_and_that_is_said(stage):
    row = {"purpose": "raise", "key_hash": "h", "made_on": date(2026, 11, 23), "answer": None}
    with stage.act() as act:
        written = [add_unless(act.session, Receipt, row, "purpose", "key_hash") for _ in range(2)]
        other = add_unless(act.session, Receipt, {**row, "key_hash": "other"}, "purpose", "key_hash")
        assert (written, other) == ([True, False], True)
        assert act.session.scalar(select(func.count()).select_from(Receipt)) == 2
