"""A year of promises: people act at random, two workers look, letters go a little later, and the clock is put forward and back."""

import random
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from functools import cache, partial
from threading import Barrier
from time import monotonic, sleep

from sqlalchemy import and_, func, select, true

from floortime.act import WORKER, Actor, begin
from floortime.clock import zone
from floortime.db import Database
from floortime.duties import LONG, TURN
from floortime.errors import Refused
from floortime.followups import actions as verbs
from floortime.followups.chase import is_owners
from floortime.followups.digests import EVENT
from floortime.followups.model import ChaseHold, ChaseStep, Digest, Followup
from floortime.followups.overdue import mark_overdue
from floortime.followups.queries.ownerless import NOBODY
from floortime.followups.reminders import chase_promises
from floortime.outbox.delivery import BREATH, Courier
from floortime.outbox.model import Letter
from floortime.people.actions import choose_letters
from floortime.people.leavers import gone
from floortime.people.model import Department, DepartmentHead, MailWish, Person, Posting
from floortime.people.queries import days_off
from tests.cast import person, seat_the_cast

START = datetime(2026, 3, 2, tzinfo=UTC)
NIGHTS = (date(2026, 3, 28), date(2026, 10, 24))
"""The days before the two nights in which Europe changes its clocks."""
OPEN = ("open", "in_progress")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Sent:
    """A letter that went: to whom, when, and the promises in it, each with the part of the letter in which it stands."""

    letter_id: int
    to_id: int
    made_at: datetime
    about: list[tuple[str, str]]
    more: int
    """How many more it says there are: a long letter names those that wait longest."""


@dataclass
class Year:
    """The house, its clock, and what was seen of it."""

    db: Database
    settings: object
    fate: random.Random
    many: int
    jumps: dict[int, timedelta]
    """From which day on the clock is wrong by how much."""
    at: datetime = START
    staff: list[int] = field(default_factory=list)
    guests: list[int] = field(default_factory=list)
    leaders: list[int] = field(default_factory=list)
    chief: int = 0
    site: int = 0
    sent: list[Sent] = field(default_factory=list)
    couriers: dict[int, Courier] = field(default_factory=dict)
    checked: int = 0
    """How many of those letters have been compared with their steps."""
    days: dict[tuple[int, date], int] = field(default_factory=lambda: defaultdict(int))
    away: dict[int, "_Away"] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    looks: int = 0
    withdrawn: int = 0
    made: int = 0

    def act(self, by: int | None = None):
        """An act at this moment of this house's clock."""
        return begin(self.db, self.settings, by=WORKER if by is None else Actor("person", by), at=self.at)


def lived(
    db: Database, settings: object, *, seed: int, many: int, jumps: dict[int, timedelta], tell=None
) -> Year:
    """Live it, from March to March, or up to the first thing that is wrong; `tell` hears of each month."""
    year = Year(db, settings, random.Random(seed), many, jumps)
    _found(year)
    true, skew = START, timedelta()
    for n in range(365):
        skew = jumps.get(n, skew)
        for _ in range(_share(year, n)):
            year.at = true + skew + timedelta(hours=7, minutes=year.fate.randint(0, 500))
            _make(year)
        nights = any(abs((true.date() - night).days) <= 1 for night in NIGHTS)
        few = n % 7 in {1, 3, 5, 6} and (many < 500 or n % 3)
        hours = range(6) if nights else [] if few else [year.fate.randint(5, 21)]
        for hour in hours:
            year.at = true + skew + hour * HOUR
            for _ in range(int(many / 80 + year.fate.random())):
                _something(year)
            look(year)
            if year.fate.random() < 0.2:
                _something(year)
            _deliver(year)
            if year.wrong:
                return year
        true += timedelta(days=1)
        if n % 30 == 29:
            year.wrong += doubled(year)
            if tell is not None:
                tell(f"{true:%-d %B}: {year.made} made, {len(year.sent)} letters, {len(year.wrong)} wrong")
    year.wrong += doubled(year)
    return year


def _share(year: Year, n: int) -> int:
    """How many promises are made on a day: spread over the first ten months."""
    last = 300
    return (n + 1) * year.many // last - n * year.many // last if n < last else 0


def _found(year: Year) -> None:
    with year.act() as act:
        cast = seat_the_cast(act)
        year.site, year.chief = cast.utrecht.id, cast.dee.id
        leaders = [person(act, f"Leader{n}", role="leader") for n in range(3)]
        year.leaders = [one.id for one in leaders]
        for n in range(max(8, year.many // 60)):
            site, away = (cast.utrecht, "Europe/Amsterdam") if n % 3 else (cast.leeds, "Europe/London")
            one = person(act, f"Owner{n}", role="owner", zone=away, manager_id=year.leaders[n % 3])
            act.session.add(Posting(person_id=one.id, from_on=date(2020, 1, 6), site_id=site.id))
            year.staff.append(one.id)
        head = Department(name="Field Service")
        act.session.add(head)
        act.session.flush()
        act.session.add(DepartmentHead(department_id=head.id, part="manager", person_id=year.leaders[0]))
        for n in range(3):
            guest = person(act, f"Guest{n}", role=None, kind="guest", hired_on=None, department_id=head.id)
            year.guests.append(guest.id)


def _somebody(year: Year) -> int | None:
    return year.fate.choice(
        [*year.staff, *year.staff, *year.guests, None] if year.fate.random() < 0.3 else year.staff
    )


def _make(year: Year) -> None:
    leader = year.fate.choice(year.leaders)
    with year.act(leader) as act:
        verbs.make_followup(
            act, what=f"P{year.made}", due_on=act.today + timedelta(days=year.fate.randint(0, 45)),
            owner_id=_somebody(year), promised_by_id=leader, site_id=year.site,
        )  # fmt: skip
    year.made += 1


def _something(year: Year, what: str = "") -> None:
    """Somebody does something to one of the promises, or to the one named."""
    with suppress(Refused), year.act(year.chief) as act:
        row = act.session.scalar(
            select(Followup)
            .where(Followup.stage.not_in(("confirmed", "dropped")), Followup.what == what if what else true())
            .order_by((Followup.id * year.fate.randint(1, 10**6)) % 10007)
            .limit(1)
        )
        if row is None:
            return
        luck = year.fate.random()
        if row.stage == "claimed":
            if luck < 0.3:
                verbs.reopen_followup(act, row, because="not yet")
            elif luck < 0.7:
                verbs.confirm_followup(act, row)
        elif luck < 0.2:
            verbs.claim_followup(act, row, claim="done")
        elif luck < 0.35:
            later = max(row.due_on, act.today) + timedelta(days=year.fate.randint(1, 20))
            verbs.move_due(act, row, to_on=later, reason="later")
        elif luck < 0.55:
            verbs.hand_over(act, row, owner_id=_somebody(year))
        elif luck < 0.6:
            verbs.drop_followup(act, row, reason="not any more")
        elif luck < 0.7:
            until = act.today + timedelta(days=9) if year.fate.random() < 0.5 else None
            verbs.hold_step(
                act, row, step=year.fate.choice(("week", "manager")), until_on=until, reason="wait"
            )
        elif luck < 0.75:
            verbs.resume_step(act, row, step="week")
        elif luck < 0.8 and row.owner_id in year.staff:
            owner = act.session.get(Person, row.owner_id)
            choose_letters(act, owner, hour=year.fate.randint(6, 18), early=True)


def look(year: Year) -> None:
    """One worker looks, every eighth time two at once; afterwards nothing that had to be said by now is unsaid."""
    with year.db.reading() as session:
        around = Digest.on_day.between(year.at.date() - DAY, year.at.date() + DAY)
        had = {tuple(row) for row in session.execute(select(Digest.person_id, Digest.on_day).where(around))}
    if year.looks % 8 == 0:
        with ThreadPoolExecutor(2) as pool:
            meet = Barrier(2)
            for done in [pool.submit(_work, year, meet) for _ in range(2)]:
                done.result()
    else:
        _work(year)
    year.looks += 1
    _nothing_missed(year, had)


def _work(year: Year, meet: Barrier | None = None) -> None:
    """One worker's turn, until nothing is left; with `meet` at the same moment as the other's, and in turns with it."""
    if meet is not None:
        meet.wait()
    with year.act() as act:
        mark_overdue(act)
    more = True
    while more:
        began = monotonic()
        with year.act() as act:
            more = chase_promises(act) > 0
        if meet is not None and more:  # as the duty rests
            sleep(TURN if monotonic() - began > LONG else BREATH)


class _Away:
    """Working days, counted one by one, each count once."""

    def __init__(self, session, site_id: int | None) -> None:
        self.works = cache(partial(self._works, days_off(session, site_id)))
        self.on_or, self.count = cache(self._on_or), cache(self._count)

    @staticmethod
    def _works(off, day: date) -> bool:
        return day.weekday() < 5 and not off(day)

    def _on_or(self, day: date, step: int) -> date:
        while not self.works(day):
            day += timedelta(days=step)
        return day

    def _count(self, day: date, n: int, step: int) -> date:
        while n:
            day += timedelta(days=step)
            n -= self.works(day)
        return day


def _nothing_missed(year: Year, had: set[tuple[int, date]]) -> None:
    """Counted anew by plain loops: whoever had to hear of something at this look has heard of it."""
    promise = (
        Followup.id, Followup.what, Followup.owner_id, Followup.promised_by_id, Followup.chase_round,
        Followup.due_on, Followup.made_on, Followup.round_on,
    )  # fmt: skip
    still = Followup.stage.in_(OPEN)
    with year.db.reading() as session:
        people = {one.id: one for one in session.execute(select(Person.id, Person.zone, Person.manager_id))}
        sites = dict(session.execute(select(Posting.person_id, Posting.site_id)).all())
        hours = dict(session.execute(select(MailWish.person_id, MailWish.hour)).all())
        rows = session.execute(select(*promise).where(still)).all()
        steps = select(ChaseStep.followup_id, ChaseStep.round, ChaseStep.step)
        said = defaultdict(set)
        for key, number, name in session.execute(
            steps.join(Followup, and_(Followup.id == ChaseStep.followup_id, still))
        ):
            said[key, number].add(name)
        held = {
            tuple(row)
            for row in session.execute(select(ChaseHold.followup_id, ChaseHold.round, ChaseHold.step))
        }
        for site_id in {year.site, *sites.values()} - set(year.away):
            year.away[site_id] = _Away(session, site_id)
    away = year.away
    heads = year.leaders[0]

    def off(person_id: int) -> _Away:
        return away[sites.get(person_id, year.site)]

    @cache
    def reads(person_id: int) -> date | None:
        """Their date, if their letter of the day could go at this look."""
        local = year.at.astimezone(zone(people[person_id].zone))
        if (person_id, local.date()) in had or not off(person_id).works(local.date()):
            return None
        return local.date() if hours.get(person_id, 8) <= local.hour < 20 else None

    for row in rows:
        key, names = (row.id, row.chase_round), said[row.id, row.chase_round]
        if row.owner_id is None:
            if reads(year.chief) and "nobody" not in names:
                year.wrong.append(f"{year.at}: nobody was told that {row.what} is nobody's")
            continue
        wanted = _wanted(row, reads(row.owner_id), off(row.owner_id))
        reached = max((_rank(name) for name in names if name[0] in "bdw"), default=-1)
        if wanted > reached and (*key, "week") not in held:
            year.wrong.append(f"{year.at}: {row.what} {key} wants {wanted}, its owner heard {reached}")
        manager = people[row.owner_id].manager_id or heads
        for step, who, grace in (("manager", manager, 5), ("sponsor", row.promised_by_id, 10)):
            today = reads(who)
            over = off(row.owner_id).count(max(row.due_on, row.round_on or row.made_on), grace, 1)
            due = off(who).on_or(over, 1)
            if today and due <= today and step not in names and (*key, step) not in held:
                year.wrong.append(f"{year.at}: {row.what} {key}: the {step} was not told")


def _rank(name: str) -> int:
    return {"before": 0, "due": 1}[name] if name in {"before", "due"} else 1 + int(name[4:])


def _wanted(row: Followup, today: date | None, off: _Away) -> int:
    """How far the owner must have heard by today; -1 for nothing yet."""
    if today is None:
        return -1
    since = row.round_on or row.made_on
    on_day, first = off.on_or(row.due_on, -1), off.count(row.due_on, 2, -1)
    found = [-1]
    if first < on_day and since < first <= today:
        found.append(0)
    if since < on_day <= today:
        found.append(1)
    start = max(row.due_on, since)
    for n in range(1, 53):
        if off.on_or(start + timedelta(weeks=n), 1) <= today:
            found.append(1 + n)
    return max(found)


def _deliver(year: Year) -> None:
    courier = year.couriers.setdefault(year.looks % 2, _courier(year))
    while True:
        tally = courier.send_batch()
        year.withdrawn += tally.withdrawn
        if not tally.moved:
            return


def _courier(year: Year) -> Courier:
    return Courier(
        year.db,
        _Postman(year),
        lambda: year.at,
        f"w{year.looks % 2}",
        "ft@x.example",
        gone,
        rest=lambda _s: None,
    )


@dataclass
class _Postman:
    """Hands letters over, and sometimes somebody acts just before."""

    year: Year

    def send(self, raw: bytes, *, sender: str, to: str, still) -> bool:
        year = self.year
        mail = message_from_bytes(raw)
        plain = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
        words = plain.get_payload(decode=True).decode()
        about = _about(words)
        if about and year.fate.random() < 0.1:
            _something(year, year.fate.choice(about)[0])
        if not still():
            return False
        with year.db.reading() as session:
            columns = Letter.id, Letter.to_id, Letter.made_at, Letter.event
            row = session.execute(
                select(*columns).where(Letter.message_id == mail["Message-ID"].strip("<>"))
            ).one()
            if row.event == EVENT:
                year.sent.append(Sent(row.id, row.to_id, row.made_at, about, _more(words)))
                _holds(year, session, year.sent[-1])
        return True

    def close(self) -> None:
        """Nothing is held."""


def _about(words: str) -> list[tuple[str, str]]:
    found, part = [], "mine"
    for line in words.replace("\r", "").split("\n"):
        if line.startswith("This waits on "):
            part = "above"
        elif line == "Nobody owns this yet":
            part = "nobody"
        elif asked := re.fullmatch(r"(?:\d+\. )?What is asked: (P\d+)", line):
            found.append((asked[1], part))
            part = "mine"
    return found


def _more(words: str) -> int:
    told = re.findall(r"These come first\. (\w+) more stands? in the list: \S+/followups", words)
    return sum(1 if one == "One" else int(one) for one in told)


def _holds(year: Year, session, sent: Sent) -> None:
    """At the moment it goes, all of it is still so: what it names by its words, what it only counts by its steps."""
    if not sent.about:
        year.wrong.append(f"{year.at}: an empty letter to {sent.to_id}")
    of = Followup.what, Followup.stage, Followup.owner_id
    rows = {
        row.what: row
        for row in session.execute(select(*of).where(Followup.what.in_([w for w, _p in sent.about])))
    }
    for what, part in sent.about:
        row = rows[what]
        whose = {"mine": row.owner_id == sent.to_id, "nobody": row.owner_id is None}.get(
            part, row.owner_id is not None and row.owner_id != sent.to_id
        )
        if row.stage not in OPEN or not whose:
            year.wrong.append(f"{year.at}: {what} ({part}) to {sent.to_id}, but {row.stage}, {row.owner_id}")
    counted = select(Followup.what, Followup.stage, Followup.owner_id, ChaseStep.step).join(ChaseStep)
    for row in session.execute(counted.where(ChaseStep.letter_id == sent.letter_id)) if sent.more else ():
        theirs = (row.owner_id == sent.to_id) == is_owners(row.step)
        if row.stage not in OPEN or not (row.owner_id is None if row.step == NOBODY else theirs):
            year.wrong.append(f"{year.at}: {row.what} ({row.step}) counted for {sent.to_id}, but no more so")


def doubled(year: Year) -> list[str]:
    """Of letters not compared before: what stood in one and was no step of it, or two on one day to one person."""
    new, year.checked = year.sent[year.checked :], len(year.sent)
    found, steps = [], defaultdict(list)
    with year.db.reading() as session:
        rows = select(ChaseStep.letter_id, Followup.what).join(Followup, Followup.id == ChaseStep.followup_id)
        first = min((sent.letter_id for sent in new), default=0)
        for letter_id, what in session.execute(rows.where(ChaseStep.letter_id >= first)):
            steps[letter_id].append(what)
        zones = dict(session.execute(select(Person.id, Person.zone)).all())
    for sent in new:
        stood, should = [what for what, _part in sent.about], set(steps[sent.letter_id])
        if len(set(stood)) != len(stood) or set(stood) - should or len(stood) + sent.more != len(should):
            found.append(f"letter {sent.letter_id}: {sorted(stood)}, {sent.more} more, but {sorted(should)}")
        local = sent.made_at.astimezone(zone(zones[sent.to_id]))
        year.days[sent.to_id, local.date()] += 1
        if year.days[sent.to_id, local.date()] == 2:
            found.append(f"two letters to {sent.to_id} on {local:%Y-%m-%d}")
        if not 6 <= local.hour < 20:
            found.append(f"letter {sent.letter_id} at {local:%H:%M}")
    return found


def count(year: Year, column, *which) -> int:
    """How many rows."""
    with year.db.reading() as session:
        return session.scalar(select(func.count()).select_from(column).where(*which)) or 0
