"""What the command line does with people: import a file, make somebody, find somebody; each returns plain records."""

from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from floortime.act import Act
from floortime.errors import NotFound, Refused
from floortime.people import addresses, passwords
from floortime.people.access import Scope
from floortime.people.actions import (
    Newcomer,
    add_person,
    give_role,
    import_people,
    keep_password,
    settle_zone,
    sign_in_link,
)
from floortime.people.importing.comparing import compared
from floortime.people.importing.headings import LABELS, matched
from floortime.people.importing.values import Plan
from floortime.people.importing.zones import zone_named
from floortime.people.model import Person
from floortime.people.queries import house, person_by_address
from floortime.people.registers import known
from floortime.sheets.files import content
from floortime.sheets.headings import lacking
from floortime.sheets.reading import read
from floortime.words import _, ngettext


class Report(Struct, frozen=True):
    """What an import did, or would do."""

    plan: Plan
    dry_run: bool
    run_id: int | None = None

    def lines(self) -> list[str]:
        """In words, one line each: refused rows first, then the counts."""
        plan = self.plan
        said = [
            _("Line %(line)s, %(who)s: %(reason)s", line=r.line, who=r.who or "–", reason=r.reason)
            for r in plan.refused
        ]
        said += [
            _("Site %(name)s: which country? Choose it on the page of the house.", name=site.name)
            for site in plan.sites
            if site.country is None
        ]
        said.append(
            _(
                "%(new)s new, %(changed)s changed, %(leaving)s leaving, %(unchanged)s as they were, %(refused)s refused.",
                **plan.counts,
            )
        )
        if plan.absent:
            said.append(
                ngettext(
                    "%(n)s person is not in the file and stays as before.",
                    "%(n)s people are not in the file and stay as before.",
                    plan.absent,
                )
            )
        if self.dry_run:
            said.append(_("Nothing was changed: this was a dry run."))
        elif self.run_id is None:
            said.append(_("Nothing was changed: everything in the file is as it is here."))
        return said


def import_file(act: Act, path: Path, *, dry_run: bool) -> Report:
    """Import an HR export. Raises Malformed, with a sentence, for a file that cannot be read as one."""
    data = content(path)
    sheet = read(data)
    matching = matched(sheet.headings)
    if matching.missing:
        raise lacking(LABELS[name] for name in matching.missing)
    plan = compared(sheet, matching, known(act.session))
    if dry_run:
        return Report(plan, dry_run=True)
    run = import_people(act, plan, file_sha256=sha256(data).hexdigest())
    return Report(plan, dry_run=False, run_id=run.id if run else None)


class Added(Struct, frozen=True):
    """Somebody who was made or given a role, and how they come in."""

    person: Person
    link: str
    zone: str
    """The zone that was taken just now; '' when theirs stays as it was."""


def add(
    act: Act,
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: str = "admin",
    password: str = "",
    zone: str = "",
    guess: str = "",
) -> Added:
    """Make somebody by hand, the first admin above all; the link signs them in once, within half an hour.

    Whoever works here already gets the role and keeps the name. A zone that is said is theirs; a guess is where none is
    known. Raises Refused with a sentence for a wrong address or zone, an unknown role, or a password too easy to guess.
    """
    if zone and zone_named(zone) is None:
        raise Refused(_("“%(given)s” is not a time zone. Write it like Europe/Amsterdam.", given=zone))
    person = person_by_address(act.session, email)
    if person is not None and person.kind == "staff":
        give_role(act, person, Scope(role))
    else:
        wrong = addresses.trouble(email.strip())
        if wrong:
            raise Refused(wrong)
        person = add_person(act, Newcomer(first_name, last_name, email), roles=(role,))
    if password:
        known_words = (first_name, last_name, email, house(act.session).company)
        wrong = passwords.trouble(password, known=known_words)
        if wrong:
            raise Refused(wrong)
        keep_password(act, person, passwords.hashed(password))
    taken = settle_zone(act, person, zone or guess, sure=bool(zone))
    return Added(person, sign_in_link(act, person), taken)


def who_has(act: Act, which: str) -> Person:
    """Whoever has this employee number or address. Raises NotFound."""
    person = act.session.scalar(
        select(Person).where(Person.employee_no == which.strip())
    ) or person_by_address(act.session, which)
    if person is None:
        raise NotFound(_("Nobody has the number or address %(which)s.", which=which))
    return person
