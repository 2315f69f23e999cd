"""`floortime people`: import a file, add somebody, erase somebody; knows people's commands. Roof."""

import getpass
import sys
from pathlib import Path

from floortime import clock
from floortime.act import WORKER, begin
from floortime.cli.ground import database
from floortime.desk.forgetting import erase_everywhere
from floortime.people import commands
from floortime.settings import from_environment


def import_people(file: str, *, dry_run: bool) -> None:
    """Read an HR export and say what it changes, line by line."""
    settings = from_environment()
    if sys.stderr.isatty():
        print(f"Reading {file} …", file=sys.stderr)
    with database(settings) as db, begin(db, settings, by=WORKER, at=clock.now()) as act:
        report = commands.import_file(act, Path(file), dry_run=dry_run)
    for line in report.lines():
        print(line)


def add(*, email: str, first: str, last: str, role: str, with_password: bool, zone: str = "") -> None:
    """Make somebody, say on which clock they live and who says so, and print the link that lets them in once."""
    settings = from_environment()
    password = _password() if with_password else ""
    with database(settings) as db, begin(db, settings, by=WORKER, at=clock.now()) as act:
        added = commands.add(
            act, email=email, first_name=first, last_name=last, role=role, password=password,
            zone=zone, guess=clock.zone_of_machine(),
        )  # fmt: skip
        name, lives_in = added.person.name, added.person.zone
    print(f"{name} is there, as {role}.")
    if added.zone and not zone:
        print(f"Time zone: {lives_in}, as this machine has it; --zone names another.")
    elif lives_in == "UTC":
        print("Time zone: not known yet. Their browser's is taken at the first sign-in; --zone names one.")
    else:
        print(f"Time zone: {lives_in}.")
    print(f"To sign in, once, within half an hour: {added.link}")


def erase(who: str) -> None:
    """Turn a leaver into a blank person: names and addresses go, counts stay."""
    settings = from_environment()
    with database(settings) as db, begin(db, settings, by=WORKER, at=clock.now()) as act:
        person = commands.who_has(act, who)
        erase_everywhere(act, person)
        number = person.id
    print(f"Person {number} is blank now: names and addresses are gone, counts stay.")


def _password() -> str:
    """Typed without being seen, or the first line of a pipe; never an argument, which others could list."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
