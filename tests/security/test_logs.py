"""What goes wrong is logged without what was said, and without the secrets that stand in addresses."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

SAID = "Words that nobody may read in a log"


def test_a_failed_statement_is_told_without_its_values(db):
    """Else the log line of a crash while raising would hold what was said, beside the time."""
    with pytest.raises(IntegrityError) as failed, db.writing() as session:
        session.execute(text("insert into raisings (words) values (:said)"), {"said": SAID})
    assert SAID.split(maxsplit=1)[0] + " " + SAID.split()[1] not in str(failed.value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_crash_names_the_route_and_never_the_secret_in_the_path(app, cast, broken, monkeypatch):
    def breaks(*_given, **_more):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("floortime.people.views.signing.tokens.opened", breaks)
    with capture_logs() as lines:
        answer = app.test_client().get("/sign-in/link/a-secret-that-lets-in")
    assert (answer.status_code, [line["route"] for line in lines]) == (500, ["/sign-in/link/<token>"])
    assert "a-secret-that-lets-in" not in repr([{**line, "exc_info": ""} for line in lines])
    assert broken.pop() == "/sign-in/link/a-secret-that-lets-in"
