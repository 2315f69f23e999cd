"""What others made and we carry: every file is listed, licensed, and still the one we took."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "floortime" / "static" / "vendor"
PACKAGES = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_file_is_listed_and_nothing_else_lies_there() -> None:
    listed = {name for package in PACKAGES for name in package["files"]}
    lying = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert lying == listed | {"MANIFEST.json"}


def test_every_file_is_the_one_we_took() -> None:
    listed = {name: digest for package in PACKAGES for name, digest in package["files"].items()}
    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed


def test_every_package_says_its_version_and_brings_its_licence() -> None:
    assert [p["package"] for p in PACKAGES if not p["version"] or not p["licence"]] == []
    assert [p["package"] for p in PACKAGES if not any("LICENSE" in name for name in p["files"])] == []


def test_no_address_of_a_registry_is_recorded() -> None:
    assert "://" not in (VENDOR / "MANIFEST.json").read_text(encoding="utf-8")
