"""Health: a process that answers is healthy; it is ready when its database answers with this version's tables."""

from msgspec.structs import replace

from floortime import schema
from floortime.db import Database


def said(client, path):
    answer = client.get(path)
    return answer.status_code, answer.text, answer.headers["Cache-Control"], answer.headers.get("Set-Cookie")


def test_all_is_well(client):
    assert said(client, "/healthz") == (200, "ok\n", "no-store", None)
    assert said(client, "/readyz") == (200, "ready\n", "no-store", None)


def test_old_tables_are_not_ready(client, db):
    schema.downgrade(db, "0001_ground")
    newest = schema.newest()
    try:
        assert said(client, "/readyz")[:2] == (503, f"the tables stand at 0001_ground, not at {newest}\n")
        assert said(client, "/healthz")[0] == 200
    finally:
        schema.upgrade(db)


def test_a_database_that_went_away_is_healthy_and_not_ready(client, app, settings, tmp_path, moment):
    gone = replace(settings, database_url=f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    ground = app.extensions["floortime"]
    app.extensions["floortime"] = replace(ground, db=Database(gone.database_url))
    assert said(client, "/healthz")[0] == 200
    assert said(client, "/readyz")[:2] == (503, "the database does not answer\n")
    app.extensions["floortime"].db.close()
    app.extensions["floortime"] = ground
