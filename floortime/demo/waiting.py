"""What lately waits for a word at Nordvik: agents who offer to lead a fix, and promises of which somebody is to look at what was done."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import Select, select

from floortime.act import WORKER, Act, Actor
from floortime.demo.playing import SITES, Who
from floortime.followups.actions import ask_to_look, claim_followup
from floortime.followups.model import Followup, Look
from floortime.followups.queries.proofs import Proof, looker_for
from floortime.followups.stages import OPEN
from floortime.obstacles.actions.coleading import offer_to_lead
from floortime.obstacles.actions.promises import wait_for_a_look
from floortime.obstacles.model import CoLead, Obstacle, ObstacleFollowup
from floortime.people.model import Person, Posting, Team
from floortime.people.queries import posted
from floortime.words import in_language

Acting = Callable[[Actor, datetime], Act]


class Offered(Struct, frozen=True):
    """Somebody of that language's floor offers hours, so many days ago."""

    ago: int
    language: str
    hours: int
    weeks: int


class Done(Struct, frozen=True):
    """An owner says that it is done, so many days ago, and somebody is asked to look."""

    ago: int
    language: str
    claim: str
    chief: bool = False
    """Whether the chief of staff looks; else who promised it."""


OFFERED = (Offered(6, "nl", 3, 6), Offered(4, "en", 2, 8), Offered(1, "sv", 4, 4))
DONE = (
    Done(5, "nl", "Het staat sinds gisteren klaar, op alle plekken waar het nodig is.", chief=True),
    Done(3, "en", "In place on all desks since yesterday; the guide says where to find it."),
    Done(2, "nb", "På plass siden i går, på alle pulter."),
)


class Waiting:
    """Brings about on its day what waits today."""

    def __init__(self, who: Who, today: date) -> None:
        self.who, self.today = who, today

    def day(self, acting: Acting, day: date, busy: Collection[int]) -> None:
        """What people offer and claim on that day; never about `busy`, of which the stories have more to tell."""
        for offered in OFFERED:
            if day == self.today - timedelta(offered.ago):
                self._offer(acting, offered, datetime.combine(day, time(15), UTC), busy)
        for done in DONE:
            if day == self.today - timedelta(done.ago):
                self._claim(acting, done, datetime.combine(day, time(16), UTC), busy)

    def _offer(self, acting: Acting, one: Offered, at: datetime, busy: Collection[int]) -> None:
        act = acting(WORKER, at)
        obstacle, person = self._in_hand(act, one.language, busy), self._agent(act, one.language)
        if obstacle is None or person is None:
            return
        act = acting(Actor("person", person.id), at)
        with in_language(one.language):
            until = self.today + timedelta(weeks=one.weeks)
            offer_to_lead(act, obstacle, person, hours=one.hours, until_on=until, credited=True)

    def _claim(self, acting: Acting, one: Done, at: datetime, busy: Collection[int]) -> None:
        act = acting(WORKER, at)
        obstacle = self._in_hand(act, one.language, busy)
        if obstacle is None:
            return
        followup = act.session.scalars(_promises(obstacle)).first()
        proof = Proof("eyes", self.who.sorter(one.language).id if one.chief else None)
        looker = looker_for(act.session, followup, proof, act.today) if followup is not None else None
        if followup is None or looker is None:
            return
        mine = acting(Actor("person", followup.owner_id), at)
        with in_language(one.language):
            claim_followup(mine, followup, claim=one.claim)
            ask_to_look(mine, followup, looker)
            wait_for_a_look(mine, followup)

    def _in_hand(self, act: Act, language: str, busy: Collection[int]) -> Obstacle | None:
        """The newest of that language about which one colleague has promised something, and nothing of this waits yet."""
        promised = select(ObstacleFollowup.obstacle_id).join(
            Followup, Followup.id == ObstacleFollowup.followup_id
        )
        theirs = promised.join(Person, Person.id == Followup.owner_id).where(
            Followup.stage.in_(OPEN), Person.kind == "staff"
        )
        looked_at = promised.join(Look, Look.followup_id == Followup.id)
        led = select(CoLead.obstacle_id)
        return act.session.scalars(
            select(Obstacle)
            .where(
                Obstacle.stage == "in_hand",
                Obstacle.language == language,
                Obstacle.id.in_(theirs),
                Obstacle.id.not_in(looked_at),
                Obstacle.id.not_in(led),
                Obstacle.id.not_in(busy),
            )
            .order_by(Obstacle.id.desc())
        ).first()

    def _agent(self, act: Act, language: str) -> Person | None:
        """Somebody of the largest room there who has not offered yet; Fatima leads one already."""
        site = self.who.sites.get(SITES[language])
        offers = select(CoLead.person_id)
        return act.session.scalars(
            select(Person)
            .join(Posting, (Posting.person_id == Person.id) & posted(act.today))
            .join(Team, Team.id == Posting.team_id)
            .where(
                Team.site_id == site,
                Person.kind == "staff",
                Person.left_on.is_(None),
                Person.email.is_not(None),
                Person.id != self.who.people["fatima.amrani"],
                Person.id.not_in(offers),
                Team.lead_id != Person.id,
            )
            .order_by(Person.hired_on, Person.id)
        ).first()


def _promises(obstacle: Obstacle) -> Select[Followup]:
    return (
        select(Followup)
        .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .join(Person, Person.id == Followup.owner_id)
        .where(ObstacleFollowup.obstacle_id == obstacle.id, Followup.stage.in_(OPEN), Person.kind == "staff")
        .order_by(Followup.due_on, Followup.id)
    )
