"""The house stands as it is drawn: stairs lead down, files are short, every module says who it is."""

import ast
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "floortime"
MODULES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = {"floortime"}
NEEDED_AT_TIMES = {"psycopg"}
"""An extra: named by the database's address alone."""


@cache
def trees() -> dict[str, ast.Module]:
    """Every module, read: at the first test that asks, not whenever tests are collected."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES
    }


@pytest.mark.slow
def test_stairs_lead_down():
    tool = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run(
        [sys.executable, tool, "--no-cache"], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def test_five_contracts_and_more_stand():
    names = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
    assert [n for n in names if n.startswith(("Order", "Drawers", "The cellar", "Flask", "The log"))] == [
        "Order of rooms: a room calls rooms below it only",
        "Drawers of a room: views and forms, then acts, then records",
        "The cellar knows no room, the ground knows no cellar",
        "Flask lives at the front only",
        "The log only reads",
    ]


def test_files_are_short():
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
    }
    assert {name: n for name, n in lengths.items() if n > 400} == {}
    long = [name for name, n in lengths.items() if n > 300]
    assert len(long) <= len(lengths) // 20, long


def test_functions_are_short():
    long = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 60
    }
    assert long == {}


def test_every_module_says_who_it_is():
    silent = [name for name, tree in trees().items() if not (ast.get_docstring(tree) or "").strip()]
    assert silent == []


def test_no_drawer_for_everything():
    names = {
        "core",
        "common",
        "shared",
        "base",
        "utils",
        "helpers",
        "misc",
        "services",
        "managers",
        "handlers",
    }
    assert [path.name for path in MODULES if path.stem in names or path.parent.name in names] == []


def test_what_is_imported_is_declared():
    by_module = packages_distributions()
    declared = {_bare(line) for line in PROJECT["project"]["dependencies"]}
    missing = {}
    for name, tree in trees().items():
        for module in _imported(tree) - OURS - set(sys.stdlib_module_names) - NEEDED_AT_TIMES:
            if not {_bare(d) for d in by_module.get(module, [module])} & declared | _brought(module):
                missing[name] = module
    assert missing == {}


def _brought(module: str) -> set[str]:
    """What flask always brings, and is the same project as flask."""
    return {"flask"} if module in {"werkzeug", "jinja2", "markupsafe", "itsdangerous", "click"} else set()


def _bare(requirement: str) -> str:
    return (
        requirement.split(">", maxsplit=1)[0]
        .split("[", maxsplit=1)[0]
        .split("=", maxsplit=1)[0]
        .strip()
        .lower()
        .replace("_", "-")
    )


def _imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
