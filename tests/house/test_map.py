"""README's map of the house names every room and every file of the ground, and nothing that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "floortime"
NOT_ROOMS = {"__init__", "__main__", "__pycache__"}


def test_the_map_is_of_this_house():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    inside = readme.partition("floortime/\n")[2].partition("\ntemplates/")[0]
    names = " ".join(re.split(r" {3,}", line.strip())[0] for line in inside.splitlines())
    drawn = set(re.findall(r"[a-z_]+", names))
    there = {path.stem for path in HOUSE.iterdir() if path.is_dir() or path.suffix == ".py"} - NOT_ROOMS
    assert drawn == there
