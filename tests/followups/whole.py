"""What must hold of all promises and obstacles after every act: read at once, looked through row by row."""

from collections import Counter, defaultdict

from sqlalchemy import select

from floortime.db import Revision
from floortime.followups.model import ChaseStep, DueMove, Followup
from floortime.followups.queries.history import STEPS
from floortime.journal.model import Entry
from floortime.obstacles.actions.moving import counted_in
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Round, Verdict, Voice
from floortime.obstacles.stages import BACK, PUBLIC, STAGES
from floortime.outbox.model import Letter
from floortime.sitdowns.model import Sitdown

OPEN = ("open", "in_progress")


def reaches(was, now):
    """Whether one act may lead there: a step, or two or three of them (published and taken up, claimed and asked)."""
    near = {was}
    for _ in range(3):
        near |= {there for one in near for there in (*STAGES[one].onward, *BACK.get(one, ()))}
    return now in near


class Seen:
    """Everything there is, read at once."""

    def __init__(self, session):
        every = session.scalars
        self.promises = every(select(Followup)).all()
        self.sites = dict(session.execute(select(Sitdown.id, Sitdown.site_id)).all())
        self.obstacles = {row.id: row for row in every(select(Obstacle))}
        self.moves = {(row.followup_id, row.n): row.to_on for row in every(select(DueMove))}
        self.rounds = {(row.obstacle_id, row.n): row for row in every(select(Round))}
        self.about = dict(
            session.execute(select(ObstacleFollowup.followup_id, ObstacleFollowup.obstacle_id)).all()
        )
        self.facts = every(select(Entry.facts).where(Entry.kind == "followup", Entry.verb.in_(STEPS))).all()
        self.words, self.assigned, self.chased = defaultdict(set), defaultdict(set), set()
        for row in every(select(Verdict)):
            self.words[row.obstacle_id, row.n].add(row.works)
        queued = select(Letter.subject_id, Letter.to_id).where(
            Letter.kind == "followup", Letter.state == "queued"
        )
        to_owners = queued.where(Letter.event.in_(("followup_assigned", "followup_reopened")))
        for followup_id, to_id in session.execute(to_owners):
            self.assigned[followup_id].add(to_id)
        chased = select(ChaseStep.followup_id).join(Letter, Letter.id == ChaseStep.letter_id)
        self.chased.update(every(chased.where(Letter.state == "queued")))
        self.voices = Counter(every(select(Voice.obstacle_id)))
        self.counters = {
            (row.name, row.key): row.n
            for row in every(select(Revision).where(Revision.name.like("log.%"), Revision.n != 0))
        }

    def under(self, row):
        """The entry that stands for this one."""
        while row.merged_into_id is not None:
            row = self.obstacles[row.merged_into_id]
        return row

    def promises_of(self, obstacle):
        return [
            row
            for row in self.promises
            if row.id in self.about and self.under(self.obstacles[self.about[row.id]]).id == obstacle.id
        ]

    def promise_is_whole(self, row):
        assert row.met_site_id == self.sites.get(row.sitdown_id)
        assert row.due_on == self.moves.get((row.id, row.moves), row.first_due_on)
        assert row.stage == "dropped" or (row.claimed_on is not None) == (
            row.stage in {"claimed", "confirmed"}
        )
        assert (row.settled_on is not None) == (row.stage in {"confirmed", "dropped"})
        assert (row.reason != "") == (row.stage == "dropped")
        assert row.overdue_on is None or row.stage in OPEN
        assert self.assigned[row.id] <= {row.owner_id}
        assert row.id not in self.chased or row.stage in OPEN
        if row.stage == "confirmed" and row.id in self.about:  # only the floor makes green
            assert any(True in words for words in self.words.values())

    def obstacle_is_whole(self, row):
        running, open_ones = self.rounds.get((row.id, row.asked_round)), [
            one for one in self.promises_of(row) if one.stage in OPEN
        ]  # fmt: skip
        assert (row.bar != "") == (row.stage in PUBLIC)
        assert (row.merged_into_id is not None) == (row.stage == "merged")
        assert row.stage in {"merged", "withheld"} or (row.fixed_on is not None) == (row.stage == "fixed")
        assert row.stage not in PUBLIC or (row.published_on and row.department_id)
        assert row.stage != "asked" or running.outcome == ""
        if row.stage == "fixed":
            assert (running.outcome, self.words[row.id, running.n]) == ("fixed", {True})
        if row.stage in {"asked", "fixed", "unconfirmed", "ready_to_close"}:
            assert open_ones == []
        if row.stage == "in_hand" and row.waiting_kind == "person":
            assert row.waiting_id in {one.owner_id for one in open_ones}

    def counters_count(self):
        counted, spoken = Counter(), Counter()
        for row in self.obstacles.values():
            counted.update(counted_in(row))
            spoken[row.id] += self.voices[row.id]
            into = row
            while into.merged_into_id is not None:
                into = self.obstacles[into.merged_into_id]
                spoken[into.id] += 1 + self.voices[row.id]
        assert self.counters == dict(counted)
        assert {row.id: row.voices_n for row in self.obstacles.values()} == dict(spoken)
