"""What others made and we carry: every file is listed, licensed, and still the one we took."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "floortime" / "static" / "vendor", ROOT / "tests" / "vendor"]


@pytest.fixture(params=FOLDERS, ids=["pages", "tests"])
def folder(request: pytest.FixtureRequest) -> Path:
    """What pages load, and what only tests use."""
    return request.param


@pytest.fixture
def packages(folder: Path) -> list[dict]:
    """The manifest of the folder."""
    return json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_file_is_listed_and_nothing_else_lies_there(folder: Path, packages: list[dict]) -> None:
    listed = {name for package in packages for name in package["files"]}
    lying = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert lying == listed | {"MANIFEST.json"}


def test_every_file_is_the_one_we_took(folder: Path, packages: list[dict]) -> None:
    listed = {name: digest for package in packages for name, digest in package["files"].items()}
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed


def test_every_package_says_its_version_and_brings_its_licence(packages: list[dict]) -> None:
    assert [p["package"] for p in packages if not p["version"] or not p["licence"]] == []
    assert [p["package"] for p in packages if not any("LICENSE" in name for name in p["files"])] == []


def test_no_address_of_a_registry_is_recorded(folder: Path) -> None:
    assert "://" not in (folder / "MANIFEST.json").read_text(encoding="utf-8")
