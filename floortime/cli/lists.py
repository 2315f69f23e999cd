"""`floortime followups import`: an action list becomes promises; knows the commands of lists. Roof."""

import sys
from pathlib import Path

from floortime import clock
from floortime.act import WORKER, begin
from floortime.cli.ground import database
from floortime.lists import commands
from floortime.settings import from_environment


def import_list(file: str, *, dry_run: bool) -> None:
    """Read a list and say what it brings, line by line."""
    settings = from_environment()
    if sys.stderr.isatty():
        print(f"Reading {file} …", file=sys.stderr)
    with database(settings) as db, begin(db, settings, by=WORKER, at=clock.now()) as act:
        report = commands.import_file(act, Path(file), dry_run=dry_run)
    for line in report.lines():
        print(line)
