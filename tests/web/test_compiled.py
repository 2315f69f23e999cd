"""Compiled templates outlive the process, and never what they were compiled of."""

import pytest
from jinja2 import DictLoader, Environment

from floortime.web import markup
from floortime.web.markup import compiled


def reading(sources: dict[str, str], cache) -> Environment:
    env = Environment(loader=DictLoader(sources), bytecode_cache=cache, autoescape=True)
    env.filters["asset"] = markup.asset
    return env


def test_a_second_start_compiles_nothing(tmp_path, monkeypatch):
    reading({"page": "Hello"}, compiled(tmp_path)).get_template("page")
    again = reading({"page": "Hello"}, compiled(tmp_path))
    monkeypatch.setattr(Environment, "compile", lambda *_a, **_k: pytest.fail("compiled again"))
    assert again.get_template("page").render() == "Hello"


def test_a_changed_template_is_compiled_anew(tmp_path):
    reading({"page": "Hello"}, compiled(tmp_path)).get_template("page")
    assert reading({"page": "Goodbye"}, compiled(tmp_path)).get_template("page").render() == "Goodbye"


def test_the_address_of_a_changed_file_is_not_kept(tmp_path, monkeypatch):
    source = {"page": '{{ "mark.svg"|asset }}'}
    before = reading(source, compiled(tmp_path)).get_template("page").render()
    (tmp_path / "mark.svg").write_text("<svg/>")
    monkeypatch.setattr(markup, "STATIC", tmp_path)
    markup._address.cache_clear()
    after = reading(source, compiled(tmp_path)).get_template("page").render()
    markup._address.cache_clear()
    assert (before.rpartition("/")[2], after.rpartition("/")[2]) == ("mark.svg", "mark.svg")
    assert before != after


def test_nobody_else_on_the_machine_reads_them(tmp_path):
    compiled(tmp_path)
    assert (tmp_path / "templates").stat().st_mode & 0o777 == 0o700


def test_without_a_place_to_keep_them_each_start_compiles(tmp_path):
    assert compiled(tmp_path / "absent") is None
