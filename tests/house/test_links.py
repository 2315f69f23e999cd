"""Every address written out in a template leads to a route that answers to that method."""

import re
from pathlib import Path

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from floortime.app import create_app
from tests.demo.builders import mark

TEMPLATES = Path(__file__).parents[2] / "templates"
ADDRESS = re.compile(r'\b(href|hx-get|hx-post|action|formaction)="(/(?!/)[^"]*|\{\{ *base_url *\}\}/[^"]*)"')
TAG = re.compile(r"<form\b[^>]*>", re.DOTALL)


def addresses():
    for path in sorted(TEMPLATES.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        for kind, written in ADDRESS.findall(text):
            yield path.relative_to(TEMPLATES).as_posix(), kind, written
        if path.suffix == ".txt":
            for written in re.findall(r"\{\{ *base_url *\}\}(/\S*)", text):
                yield path.relative_to(TEMPLATES).as_posix(), "href", written


def plain(written: str) -> str:
    """The address with something in each of its places, without query and mark."""
    without = re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{ *base_url *\}\}", "", written))
    chosen = re.sub(r"\{\{ *'([^']+)' if .*?\}\}", r"\1", without)
    return re.sub(r"\{\{.*?\}\}", "1", chosen).partition("#")[0].partition("?")[0]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_written_address_leads_somewhere(settings, moment, stage, cast):
    mark(stage)
    app = create_app(settings, clock=moment)
    app.extensions["floortime"].db.close()
    there = app.url_map.bind("localhost")
    dead = {}
    for name, kind, written in addresses():
        methods = (
            ("POST",)
            if kind in {"hx-post", "formaction"}
            else ("GET", "POST")
            if kind == "action"
            else ("GET",)
        )
        for method in methods:
            try:
                there.match(plain(written), method=method)
                break
            except RequestRedirect:
                break
            except (NotFound, MethodNotAllowed):
                continue
        else:
            dead[f"{name}: {written}"] = kind
    assert dead == {}
