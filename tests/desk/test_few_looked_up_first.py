"""That a promise is one of few people's is looked up from these few, on SQLite through the index of owners."""

import pytest
from sqlalchemy import select

from floortime.desk.branches import promises
from floortime.followups.model import Followup

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("those", [promises._GONE, promises._MUTE])
def test_it_begins_with_the_few(db, moment, those):
    asked = select(Followup.id).where(Followup.due_on > moment().date(), those)
    with db.engine.connect() as connection:
        words = str(asked.compile(connection.engine, compile_kwargs={"render_postcompile": True}))
        plan = connection.exec_driver_sql(f"explain query plan {words}", (None,) * words.count("?")).all()
    assert "SEARCH followups USING COVERING INDEX ix_followups_owner (owner_id=?)" in {row[3] for row in plan}
