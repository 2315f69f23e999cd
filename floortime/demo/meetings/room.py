"""One sit-down as it is held and closed, and promises about no obstacle that were made there; knows the rooms' verbs."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.act import Act, Actor
from floortime.capture.closing import close_sitdown
from floortime.demo.meetings.company import LANGUAGE, Acting, Alone, Played, at_hour
from floortime.followups.model import Followup
from floortime.obstacles.actions import promises
from floortime.people.model import Person
from floortime.recognition.actions import agree_as_thanked
from floortime.recognition.model import Thanks
from floortime.sitdowns import actions as sitdowns
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import seated


class InTheRoom(Played):
    """What leaders do with those who came."""

    def hold(self, session: Session, acting: Acting, row: Sitdown, ends: datetime) -> None:
        """It was held and closed; or held, and nobody wrote anything down; or missed."""
        act = acting(Actor("person", row.leader_id), ends + timedelta(minutes=6))
        fate = self.fates.get(row.id, "held")
        there = [p for _seat, p in seated(session, row.id) if self.dice.random() < 0.93]
        if fate.startswith("missed"):
            side, reason = next(self.missed)
            sitdowns.miss_sitdown(act, row, side=side, reason=reason)
            return
        if fate == "silent":
            sitdowns.hold_sitdown(act, row, attended={p.id for p in there})
            return
        language = LANGUAGE[self.gathering[row.series_id or 0].site]
        heard = self.playing.heard_at(
            row.start_local.date(), language, self.gathering[row.series_id or 0].teams
        )
        for number in heard:
            self.playing.note_in_the_room(act, row, number, there)
        self.thank(act, row, language, there)
        alone = self.promise_alone(act, row, language)
        close_sitdown(act, row, attended={p.id for p in there})
        self.playing.found_in_the_room(act, row, heard)
        self.agree(session, acting, row, ends)
        if alone:
            self.remember_alone(act, row, alone, there)

    def thank(self, act: Act, row: Sitdown, language: str, there: list[Person]) -> None:
        """A thanks at every third sit-down, as long as there are words that were not said yet."""
        fatima = next((p for p in there if p.id == self.who.people.get("fatima.amrani")), None)
        first_time = fatima is not None and not self.fatima_thanked
        if not there or (self.dice.random() > 0.36 and not first_time):
            return
        team = not first_time and self.dice.random() < 0.15
        words = next(self.team_words[language] if team else self.words[language], None)
        if words is None:
            return
        person = fatima or self.dice.choice(there)
        self.fatima_thanked = self.fatima_thanked or fatima is not None
        posting = next(iter(self.teams(self.gathering[row.series_id or 0])))
        facts: dict[str, object] = {
            "language": language,
            "to_kind": "team" if team else "person",
            "to_id": posting if team else person.id,
            "shown": self.dice.random() < 0.7,
        }
        sitdowns.keep_note(act, row, kind="thanks", words=words, facts=facts)

    def agree(self, session: Session, acting: Acting, row: Sitdown, ends: datetime) -> None:
        """Most of those who were thanked let it be shown."""
        for thanks in session.scalars(select(Thanks).where(Thanks.sitdown_id == row.id)).all():
            if thanks.to_kind == "person" and self.dice.random() < 0.7:
                act = acting(Actor("person", thanks.to_id), ends + timedelta(hours=2))
                agree_as_thanked(act, thanks, shown=True)

    def promise_alone(self, act: Act, row: Sitdown, language: str) -> tuple[str, str] | None:
        """Now and then a leader promises something that is about no obstacle."""
        said = next(self.alone_words[language], None) if self.dice.random() < 0.12 else None
        if said is not None:
            due = (row.start_local.date() + timedelta(14)).isoformat()
            facts: dict[str, object] = {"language": language, "due_on": due, "about": ""}
            sitdowns.keep_note(act, row, kind="promise", words=said[0], facts=facts)
        return said

    def remember_alone(self, act: Act, row: Sitdown, said: tuple[str, str], there: list[Person]) -> None:
        """When it will be kept: mostly in time."""
        followup = act.session.scalar(
            select(Followup).where(Followup.sitdown_id == row.id, Followup.what == said[0])
        )
        if followup is not None:
            on = row.start_local.date() + timedelta(self.dice.choice((9, 11, 13, 14, 17)))
            heard = there[0].id if there else None
            self.alone.append(Alone(followup.id, row.leader_id, said[1], on, heard))

    def keep_alone(self, session: Session, acting: Acting, day: date) -> None:
        """Claimed on its day; two days later somebody who sat there says that it is so."""
        for one in self.alone:
            if one.claimed_on == day:
                act = acting(Actor("person", one.leader), at_hour(day, 13))
                promises.claim_done(act, session.get_one(Followup, one.followup), claim=one.claim)
            elif one.claimed_on + timedelta(2) == day and one.heard_by is not None:
                act = acting(Actor("person", one.heard_by), at_hour(day, 13))
                promises.judge_promise(act, session.get_one(Followup, one.followup), works=True)
