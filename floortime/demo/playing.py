"""Plays the steps of the stories through the verbs of the rooms, each as the person and on the day it happened."""

from datetime import date, timedelta
from random import Random

from msgspec import Struct, field
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.act import NOBODY, Act, Actor
from floortime.demo.plot import Step
from floortime.demo.stories import STORIES
from floortime.demo.story import Story
from floortime.followups.model import Followup
from floortime.obstacles.actions import answering, promises, raising, rounds, sorting, tallying, voices
from floortime.obstacles.model import Obstacle, Raising
from floortime.people.actions import add_guest
from floortime.people.model import Department, DepartmentHead, Person, Site, Team
from floortime.sitdowns.actions import keep_note
from floortime.sitdowns.model import Sitdown
from floortime.text import lines
from floortime.tokens import hashed
from floortime.words import in_language

SITES = {"nl": "Utrecht", "en": "Leeds", "sv": "Göteborg", "nb": "Bergen"}
SORTERS = {"nl": "mila.janssen", "en": "dee.mcallister", "sv": "mila.janssen", "nb": "dee.mcallister"}

RECENTLY, EARLIER = timedelta(days=3), timedelta(days=6)
"""How long before its day a story may be heard at a sit-down; what is new keeps its place in the log."""


class Told(Struct):
    """How far a story has come in the database."""

    obstacle: int = 0
    key: str = ""
    """The hash of the raiser's claim code: how the floor's word is given without a name."""
    followups: dict[int, int] = field(default_factory=dict)
    row: Obstacle | None = None
    """Held, so that the session need not read it anew for each step."""
    devices: int = 0
    asked: int = 0
    """How many of them had spoken when the floor was asked: those who came later have no say in that round."""
    sitdown: int | None = None
    """The sit-down where it is said; None: on the page."""


class Who(Struct, frozen=True):
    """Ids of those who act, looked up once."""

    people: dict[str, int]
    """By what stands before the @."""
    sites: dict[str, int]
    teams: dict[tuple[int, str], int]
    departments: dict[str, int]
    heads: dict[str, int]
    leads: dict[str, int]
    """A department's improvement lead."""

    def sorter(self, language: str) -> Actor:
        """The chief of staff who looks after that language."""
        return Actor("person", self.people[SORTERS[language]])


def look_up(session: Session) -> Who:
    """Everybody who acts in a story."""
    staff = session.execute(select(Person.id, Person.email, Person.job_title, Person.department_id)).all()
    departments = {name: key for key, name in session.execute(select(Department.id, Department.name))}
    names = {key: name for name, key in departments.items()}
    heads = session.execute(select(DepartmentHead).where(DepartmentHead.part == "manager")).scalars()
    return Who(
        people={row.email.partition("@")[0]: row.id for row in staff if row.email},
        sites={name: key for key, name in session.execute(select(Site.id, Site.name))},
        teams={(row.site_id, row.name): row.id for row in session.scalars(select(Team))},
        departments=departments,
        heads={names[head.department_id]: head.person_id for head in heads},
        leads={
            names[row.department_id]: row.id
            for row in staff
            if row.department_id and (row.job_title or "").startswith("Improvement lead")
        },
    )


class Playing:
    """The stories as they stand, and the verbs that take them on."""

    def __init__(self, who: Who, today: date, dice: Random) -> None:
        self.who, self.today, self.dice = who, today, dice
        self.told: dict[int, Told] = {}
        self.kept: frozenset[int] = frozenset()
        """The stories that are told at all."""

    def actor(self, step: Step) -> Actor:
        """Who takes a step."""
        language, story = STORIES[step.story]
        if step.verb in {"raise", "voices", "works", "not_yet"}:
            return NOBODY
        if step.verb in {"withhold", "merge", "publish"}:
            return self.who.sorter(language)
        if step.verb in {"accept", "move", "claim"}:
            owner = self.owner(step.story, step.promise)
            return self.head(story) if owner is None else Actor("person", owner)
        return self.head(story)

    def head(self, story: Story) -> Actor:
        """Whoever answers for the department."""
        return Actor("person", self.who.heads[story.clears])

    def owner(self, number: int, which: int) -> int | None:
        """Who owns a promise: the leader who made it, or the department's improvement lead, turn about."""
        story = STORIES[number][1]
        by = story.promises[which].by
        if by == "nobody":
            return None
        if "@" in by:
            return self.who.people.get(by.partition("@")[0])
        of_leader = (number + which) % 2 or (by or story.clears) == "Customer"
        where = self.who.heads if of_leader else self.who.leads
        return where[by or story.clears]

    def heard_at(self, day: date, language: str, teams: tuple[str, ...]) -> list[int]:
        """Stories of these teams that were going to be raised in the next days: they are said here, three at most."""
        return [
            number
            for number, (tongue, story) in enumerate(STORIES)
            if tongue == language
            and story.team in teams
            and story.room
            and number in self.kept - self.told.keys()
            and timedelta(0) <= self.raised_on(story) - day <= (RECENTLY if story.ago < 30 else EARLIER)
        ][:3]

    def raised_on(self, story: Story) -> date:
        """The day on which a story is raised, unless a sit-down shortly before hears it."""
        return self.today - timedelta(story.ago)

    def note_in_the_room(self, act: Act, sitdown: Sitdown, number: int, there: list[Person]) -> None:
        """The leader writes down what is said; one in eight wants their name with it, and Fatima does."""
        language, story = STORIES[number]
        named = self.dice.choice(there).id if there and self.dice.random() < 0.12 else None
        fatima = self.who.people.get("fatima.amrani")
        if story.fate in {"asked", "fixed", "progress"} and fatima in {person.id for person in there}:
            named = fatima
        facts: dict[str, object] = {"language": language, "named_id": named, "same": ""}
        keep_note(act, sitdown, kind="obstacle", words=story.said, facts=facts)

    def found_in_the_room(self, act: Act, sitdown: Sitdown, heard: list[int]) -> None:
        """What the notes have become."""
        rows = act.session.scalars(select(Raising).where(Raising.sitdown_id == sitdown.id)).all()
        by_words = {row.words: row for row in rows}
        for number in heard:
            row = by_words[lines(STORIES[number][1].said)]
            self.told[number] = Told(row.obstacle_id or 0, row.claim_hash or "", sitdown=sitdown.id)

    def play(self, act: Act, step: Step) -> None:
        """Take one step."""
        language, story = STORIES[step.story]
        with in_language(language):
            getattr(self, f"_{step.verb}")(act, step, story, language)

    def _raise(self, act: Act, step: Step, story: Story, language: str) -> None:
        if step.story in self.told:  # said in the room, some days ago
            return
        told = self.told[step.story] = Told()
        site = self.who.sites[SITES[language]]
        raised = raising.raise_obstacle(
            act,
            words=story.said,
            language=language,
            channel="web",
            site_id=site,
            team_id=self.who.teams.get((site, story.team)),
        )
        told.obstacle, told.key = raised.id, hashed(raised.claim_code)

    def _withhold(self, act: Act, step: Step, story: Story, _language: str) -> None:
        sorting.withhold_obstacle(act, self.obstacle(act, step), reason=story.into)

    def _merge(self, act: Act, step: Step, story: Story, _language: str) -> None:
        into = next(n for n, (_l, other) in enumerate(STORIES) if other.title == story.into)
        if into in self.told:
            target = act.session.get_one(Obstacle, self.told[into].obstacle)
            sorting.join_existing(act, self.obstacle(act, step), target)

    def _publish(self, act: Act, step: Step, story: Story, _language: str) -> None:
        obstacle = self.obstacle(act, step)
        sorting.publish_obstacle(
            act,
            obstacle,
            title=story.title,
            body=story.body,
            department_id=self.who.departments[story.clears],
            dimension=story.about,
            site_id=obstacle.site_id,
        )

    def _answer(self, act: Act, step: Step, story: Story, _language: str) -> None:
        no = story.fate == "refused"
        answering.answer_obstacle(
            act,
            self.obstacle(act, step),
            kind="no" if no else "answer",
            words=story.answer,
            decider_id=self.who.heads[story.clears],
            review_on=self.today + timedelta(story.review) if no else None,
        )

    def _promise(self, act: Act, step: Step, story: Story, _language: str) -> None:
        promise, owner = story.promises[step.promise], self.owner(step.story, step.promise)
        if "@" in promise.by and owner is None:
            guest = add_guest(act, promise.by)
            owner = self.who.people[promise.by.partition("@")[0]] = guest.id
        assert step.to_on is not None
        told = self.told[step.story]
        followup = promises.promise_on(
            act,
            self.obstacle(act, step),
            what=promise.what,
            owner_id=owner,
            due_on=step.to_on,
            sitdown_id=told.sitdown,
            promised_by_id=self.who.heads[story.clears],
        )
        told.followups[step.promise] = followup.id

    def _accept(self, act: Act, step: Step, _story: Story, _language: str) -> None:
        promises.accept_promise(act, self.followup(act, step))

    def _move(self, act: Act, step: Step, story: Story, _language: str) -> None:
        assert step.to_on is not None
        reason = story.promises[step.promise].moved[step.number]
        promises.move_promise(act, self.followup(act, step), to_on=step.to_on, reason=reason)

    def _claim(self, act: Act, step: Step, story: Story, _language: str) -> None:
        promises.claim_done(act, self.followup(act, step), claim=story.promises[step.promise].claim)

    def _drop(self, act: Act, step: Step, story: Story, _language: str) -> None:
        reason = story.promises[step.promise].dropped
        promises.drop_promise(act, self.followup(act, step), reason=reason)

    def _ask(self, act: Act, step: Step, story: Story, _language: str) -> None:
        obstacle = self.obstacle(act, step)
        told, head = self.told[step.story], self.who.heads[story.clears]
        told.asked = told.devices
        answering.answer_obstacle(act, obstacle, kind="closing", words=story.closing, decider_id=head)
        rounds.ask_the_floor(act, obstacle, sentence=story.closing)

    def _not_yet(self, act: Act, step: Step, story: Story, _language: str) -> None:
        self._verdict(act, step, "raising", self.told[step.story].key, because=story.because)

    def _works(self, act: Act, step: Step, _story: Story, _language: str) -> None:
        told = self.told[step.story]
        self._verdict(act, step, "raising", told.key)
        for n in range(min(told.asked, self.dice.randrange(1, 6))):
            self._verdict(act, step, "device", self.device(step, n))

    def _verdict(self, act: Act, step: Step, kind: str, key: str, because: str = "") -> None:
        rounds.give_verdict(
            act,
            self.obstacle(act, step),
            voice_kind=kind,
            voice_key=key,
            works=not because,
            because=because,
        )

    def _voices(self, act: Act, step: Step, _story: Story, _language: str) -> None:
        told, obstacle = self.told[step.story], self.obstacle(act, step)
        for _each in range(step.number):
            voices.say_me_too(act, obstacle, device=self.device(step, told.devices))
            told.devices += 1
        if step.story % 3 == 0:
            return  # nobody counts customers everywhere
        for n in range(step.number):
            tallying.count_customer(act, obstacle, f"demo-{step.story}-{told.devices}-{n}")

    def obstacles_of(self, stories: set[int]) -> set[int]:
        """The rows that these stories have become so far."""
        return {self.told[n].obstacle for n in stories & self.told.keys()}

    def device(self, step: Step, n: int) -> str:
        """A browser of the demo's floor: the same one says works now that said me too."""
        return f"demo-{step.story}-{n}"

    def obstacle(self, act: Act, step: Step) -> Obstacle:
        """The row a story has become."""
        told = self.told[step.story]
        told.row = told.row or act.session.get_one(Obstacle, told.obstacle)
        return told.row

    def followup(self, act: Act, step: Step) -> Followup:
        """The row a promise has become."""
        return act.session.get_one(Followup, self.told[step.story].followups[step.promise])
