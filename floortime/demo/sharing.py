"""What Nordvik's departments warn the floor of, who of the floor leads a fix, and what fixes bring; knows the verbs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.act import Act, Actor
from floortime.demo.playing import Who
from floortime.followups.model import Followup
from floortime.followups.stages import OPEN
from floortime.headsups.actions import Said, change_headsup, give_headsup
from floortime.headsups.model import Headsup
from floortime.obstacles.actions.coleading import agree_to_lead, offer_to_lead
from floortime.obstacles.actions.headsups import mark_headsup
from floortime.obstacles.actions.impact import Stated, check_impact, state_impact
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.people.model import Person
from floortime.words import in_language

Acting = Callable[[Actor, datetime], Act]


class Notice(Struct, frozen=True):
    """One heads-up: given so many days ago, beginning so many days from today."""

    ago: int
    by: str
    kind: str
    language: str
    title: str
    tell: str
    sites: tuple[str, ...]
    starts: int
    hour: int
    lasts: int
    """Hours; none: nobody knows yet."""
    changed: str = ""
    """What it told customers before it was changed, a day later."""


NOTICES = (
    Notice(
        9, "Billing", "price", "en", "The price letter goes to 40,000 customers with the old bundle",
        "Nothing changes before the first of the month. Who says no within 30 days keeps the old price until spring.",
        ("Leeds",), 6, 9, 24 * 5, changed="Nothing changes before the first of the month.",
    ),
    Notice(
        12, "Networks", "outage", "nl", "Onderhoud aan de kast in Zeist: twee nachten geen internet in 900 huizen",
        "Het is gepland en het duurt tot vijf uur. Wie van huis uit werkt, krijgt een dagtegoed als die erom vraagt.",
        ("Utrecht",), 2, 21, 30,
    ),
    Notice(
        2, "Marketing", "campaign", "sv", "Reklam i tv: dubbel hastighet utan bindning",
        "Gäller bara nya kunder i flerfamiljshus. Till alla andra: vi ringer upp när det kommer till er gata.",
        ("Göteborg", "Bergen"), 3, 18, 24 * 14,
    ),
    Notice(
        31, "Technology", "outage", "en", "The order screen was down this morning; it is back",
        "Orders of before ten were kept. Nobody has to ring back.",
        (), -31, 5, 6,
    ),
    Notice(
        48, "Logistics", "change", "nb", "Rutere sendes fra Drammen fra neste uke, én dag senere enn før",
        "Si tre dager i stedet for to. Haster det, kan kunden hente i butikk samme dag.",
        ("Bergen",), -38, 8, 24 * 7,
    ),
    Notice(
        20, "Marketing", "campaign", "en", "Leaflet in Leeds: your bills in the app",
        "The app shows bills from January on. Until then they come by post, at no charge.",
        ("Leeds",), -18, 9, 24 * 10,
    ),
)  # fmt: skip

BROUGHT: tuple[tuple[tuple[Stated, ...], str, bool], ...] = (
    (
        (Stated("time", 25, "hours_week"), Stated("customers", 140, "customers_week")),
        "Counted in two weeks of calls.",
        True,
    ),
    ((Stated("money", 38000, "EUR_year"),), "As finance counted it for the last quarter.", False),
    ((Stated("time", 3, "minutes_call"),), "Measured on six desks.", True),
)
"""What fixes brought: the numbers, the words, and whether somebody has checked them."""


ANNOUNCED = "A leaflet promises"


class Sharing:
    """The heads-ups on their days, and at the end what stands beside the obstacles."""

    def __init__(self, who: Who, today: date) -> None:
        self.who, self.today = who, today
        self.given: dict[int, int] = {}

    def day(self, acting: Acting, day: date) -> None:
        """What departments say on that day."""
        for n, one in enumerate(NOTICES):
            given_on = self.today - timedelta(one.ago)
            if day == given_on:
                self._give(acting, n, one, one.changed or one.tell, day)
            elif one.changed and day == given_on + timedelta(1) and n in self.given:
                self._change(acting, n, one, day)

    def _give(self, acting: Acting, n: int, one: Notice, tell: str, day: date) -> None:
        act = acting(Actor("person", self.who.heads[one.by]), _at(day, 10))
        with in_language(one.language):
            row = give_headsup(act, self._said(one, tell), department_id=self.who.departments[one.by])
        self.given[n] = row.id

    def _change(self, acting: Acting, n: int, one: Notice, day: date) -> None:
        act = acting(Actor("person", self.who.heads[one.by]), _at(day, 11))
        with in_language(one.language):
            change_headsup(act, act.session.get_one(Headsup, self.given[n]), self._said(one, one.tell))

    def _said(self, one: Notice, tell: str) -> Said:
        starts = _at(self.today + timedelta(one.starts), one.hour)
        ends = starts + timedelta(hours=one.lasts) if one.lasts else None
        sites = frozenset(self.who.sites[name] for name in one.sites if name in self.who.sites)
        zone = "Europe/London" if one.sites == ("Leeds",) else "Europe/Amsterdam"
        return Said(one.kind, one.title, tell, starts, ends, zone, sites)

    def finish(self, session: Session, acting: Acting) -> None:
        """Which obstacles had a heads-up, who leads a fix, what fixes bring."""
        at = _at(self.today, 7)
        self._mark(session, acting(self.who.sorter("nl"), at))
        self._lead(session, acting, at)
        self._bring(session, acting, at)

    def _mark(self, session: Session, act: Act) -> None:
        """The leaflet was announced, though late; of the newest others about sharing nobody had warned the floor."""
        shared = (Obstacle.dimension == "sharing", Obstacle.bar != "", Obstacle.shown_site_id.is_not(None))
        rows = session.execute(
            select(Obstacle, Wording.title)
            .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
            .where(*shared)
            .order_by(Obstacle.id.desc())
        ).all()
        announced = [row for row, title in rows if title.startswith(ANNOUNCED)]
        for row in announced:
            mark_headsup(act, row, headsup_id=self.given.get(len(NOTICES) - 1))
        for row, _title in [found for found in rows if found[0] not in announced][:3]:
            mark_headsup(act, row, headsup_id=None)

    def _lead(self, session: Session, acting: Acting, at: datetime) -> None:
        """Fatima leads one with its owner; the chief of staff agreed to her hours."""
        fatima = session.get_one(Person, self.who.people["fatima.amrani"])
        row = session.scalars(
            select(Obstacle)
            .join(ObstacleFollowup, ObstacleFollowup.obstacle_id == Obstacle.id)
            .join(Followup, Followup.id == ObstacleFollowup.followup_id)
            .where(
                Obstacle.stage == "in_hand",
                Obstacle.language == "nl",
                Followup.stage.in_(OPEN),
                Followup.owner_id.is_not(None),
                Followup.owner_id != fatima.id,
            )
            .order_by(Obstacle.id.desc())
        ).first()
        if row is None:
            return
        act = acting(Actor("person", fatima.id), at)
        until = self.today + timedelta(42)
        lead = offer_to_lead(act, row, fatima, hours=3, until_on=until, credited=True)
        agree_to_lead(acting(self.who.sorter("nl"), at), row, lead)

    def _bring(self, session: Session, acting: Acting, at: datetime) -> None:
        rows = session.execute(
            select(Obstacle, Followup.owner_id)
            .join(ObstacleFollowup, ObstacleFollowup.obstacle_id == Obstacle.id)
            .join(Followup, Followup.id == ObstacleFollowup.followup_id)
            .where(Obstacle.bar == "fixed", Followup.owner_id.is_not(None), Followup.stage == "confirmed")
            .order_by(Obstacle.fixed_on.desc(), Obstacle.id.desc(), Followup.id)
        ).all()
        first = {row.id: (row, owner_id) for row, owner_id in reversed(rows)}
        newest = sorted(first.values(), key=lambda found: (found[0].fixed_on or at.date(), found[0].id))[::-1]
        for (row, owner_id), (stated, words, checked) in zip(newest, BROUGHT, strict=False):
            state_impact(acting(Actor("person", owner_id), at), row, list(stated), words=words)
            if checked:
                check_impact(acting(self.who.sorter(row.language), at), row)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
