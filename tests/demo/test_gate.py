"""The demo's pages exist in a database that the demo made, and nowhere else."""

import pytest
from msgspec.structs import replace

from floortime.app import create_app
from floortime.db import Database
from floortime.demo.gate import made_by_demo
from floortime.errors import Misconfigured
from floortime.settings import from_environment
from tests.demo.builders import mark

PATHS = ["/demo", "/demo/outbox", "/demo/outbox/1", "/demo/outbox/1/mail"]


def endpoints(app) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")}


def test_a_normal_database_has_no_such_route(cast, app) -> None:
    assert endpoints(app) == set()
    client = app.test_client()
    assert [client.get(path).status_code for path in PATHS] == [404] * 4
    assert client.post("/demo/sign-in", data={"role": "leader"}).status_code == 404
    assert "/demo" not in client.get("/sign-in").text


@pytest.mark.parametrize("name", ["FLOORTIME_DEMO", "FLOORTIME_DEMO_MADE_ON", "FLOORTIME_ONE_CLICK"])
def test_no_setting_brings_them(monkeypatch, cast, settings, moment, name: str) -> None:
    monkeypatch.setenv(name, "1")
    app = create_app(settings, clock=moment)
    assert endpoints(app) == set()
    app.extensions["floortime"].db.close()
    with pytest.raises(Misconfigured):
        from_environment()


def test_no_value_of_a_known_setting_brings_them(cast, settings, moment) -> None:
    for change in (
        {"log_public": False},
        {"base_url": "http://demo.nordvik.example"},
        {"mailbox": "demo@demo.example"},
    ):
        app = create_app(replace(settings, **change), clock=moment)
        assert endpoints(app) == set()
        app.extensions["floortime"].db.close()


def test_a_marked_database_has_them(stage, cast, settings, moment) -> None:
    mark(stage)
    app = create_app(settings, clock=moment)
    assert endpoints(app) == {"demo.demo", "demo.sign_in", "demo.outbox", "demo.letter", "demo.mail"}
    app.extensions["floortime"].db.close()


def test_a_database_without_tables_is_no_demo(tmp_path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    assert made_by_demo(db) is False
    db.close()
