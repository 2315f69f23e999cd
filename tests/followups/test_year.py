"""A year of promises with two workers, three clock jumps and both DST nights: none missed, doubled, astray or empty.

The large form is `make trial`.
"""

import os
import shutil
import sys
import time
from datetime import timedelta

import pytest
from hypothesis import Phase, given
from hypothesis import settings as exploring
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event

from floortime.db import Database
from floortime.followups.model import ChaseStep
from tests.conftest import HOUSE
from tests.followups.year import count, lived

pytestmark = pytest.mark.slow
MANY = int(os.environ.get("FT_TRIAL_PROMISES", "24"))
jumps = st.tuples(
    st.integers(20, 90), st.integers(3, 12), st.integers(120, 180), st.integers(1, 6), st.integers(220, 300)
)


@given(seed=st.integers(0, 10**6), when=jumps)
@exploring(max_examples=1, phases=(Phase.generate,))
def test_none_missed_none_doubled_none_astray_none_empty(tmp_path_factory, empty_sqlite, seed, when):
    forward, days, back, less, again = when
    path = tmp_path_factory.mktemp("year") / "year.sqlite3"
    shutil.copy(empty_sqlite, path)
    db, began = Database(f"sqlite:///{path}"), time.monotonic()
    event.listen(db.engine, "connect", lambda dbapi, _record: dbapi.execute("pragma synchronous=off"))
    # Forward for three days and back again; behind for two days; half an hour ahead from then on.
    wrong_clock = {
        forward: timedelta(days=days), forward + 3: timedelta(), back: timedelta(days=-less), back + 2: timedelta(),
        again: timedelta(minutes=30),
    }  # fmt: skip
    try:
        year = lived(
            db,
            replace(HOUSE, data=path.parent, database_url=db.url),
            seed=seed,
            many=MANY,
            jumps=wrong_clock,
            tell=lambda line: (
                sys.stderr.write(f"{time.monotonic() - began:5.0f} s, {line}\n") if MANY > 100 else None
            ),
        )
        assert year.wrong == []
        assert (year.made, len(year.sent) > MANY // 2, count(year, ChaseStep) > MANY, year.withdrawn > 0) == (
            MANY, True, True, True,
        )  # fmt: skip
        said = sum(len(sent.about) + sent.more for sent in year.sent)
        sys.stderr.write(
            f"\n{year.made} promises, {said} steps in {len(year.sent)} letters, {year.withdrawn} taken back at the last "
            f"moment, {year.looks} looks of two workers, {time.monotonic() - began:.0f} s\n"
        )
    except Exception as broken:
        # Said at once: who explores tries a failure once more before telling of it, and a large year takes long.
        sys.stderr.write(f"\n{broken!r}"[:4000] + "\n")
        raise
    finally:
        db.close()
