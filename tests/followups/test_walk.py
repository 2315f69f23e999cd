"""Whatever everybody does about obstacles and promises in whatever order: no illegal state, and the journal tells each row.

The large form is `make trial`.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as exploring
from hypothesis.stateful import run_state_machine_as_test

from tests.followups.walk import Walked, machine

WALKS = int(os.environ.get("FT_TRIAL_WALKS", "8"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whatever_they_do(db, settings, tmp_path):
    house = Walked(db, settings, tmp_path / "founded.sqlite3")
    run_state_machine_as_test(
        machine(house),
        settings=exploring(
            max_examples=WALKS,
            stateful_step_count=30,
            phases=[Phase.generate],  # shrinking a walk takes minutes; its seed repeats it
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=WALKS <= 8,
        ),
    )
