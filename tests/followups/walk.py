"""A random walk through everything that can be done about obstacles and promises, by everybody, on a clock that jumps."""

import shutil
from contextlib import contextmanager, suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from floortime.act import NOBODY, WORKER, Actor, begin
from floortime.errors import Refused
from floortime.followups import access as may
from floortime.followups import actions as verbs
from floortime.followups.model import Followup
from floortime.followups.overdue import mark_overdue
from floortime.followups.queries import site_of
from floortime.followups.queries.history import astray
from floortime.followups.reminders import chase_promises
from floortime.journal.queries import history
from floortime.obstacles.actions import promises, rounds, sorting, undoing, voices
from floortime.obstacles.actions.answering import KINDS, answer_obstacle
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.floor_letters import ask_the_rest
from floortime.obstacles.model import Obstacle
from floortime.obstacles.whose_word import heard_promise
from floortime.people.access import Reader, Scope
from floortime.people.model import Person, Role
from tests.cast import person, seat_the_cast
from tests.conftest import MONDAY
from tests.followups.whole import Seen, reaches
from tests.obstacles.rooms import sitdown_with

DEVICES = ("first-browser", "second-browser")
WHO = ("ada", "bo", "dee", "eli", "moa", "nils", "una")
OPEN = ("open", "in_progress")
picks, people = st.integers(0, 5), st.sampled_from(WHO)
days = st.integers(0, 20)


class Read:
    """What reads as an act does, and changes nothing."""

    def __init__(self, session):
        self.session = session


class Walked:
    """The house that is walked through, as it was founded once; each walk begins with a copy."""

    def __init__(self, db, settings, kept):
        self.db, self.settings, self.kept = db, settings, kept
        with begin(db, settings, by=WORKER, at=MONDAY) as act:
            cast = seat_the_cast(act)
            cast.moa = person(
                act, "Moa", role="owner", department_id=cast.technology.id, manager_id=cast.ada.id
            )
            cast.nils = person(act, "Nils", role=None)
            act.session.add(
                Role(person_id=cast.nils.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
            )
            self.sitdown = sitdown_with(act, cast, [cast.bo, *cast.colleagues[:2]]).id
            self.ids = {name: getattr(cast, name).id for name in WHO}
            self.site, self.departments = cast.utrecht.id, (cast.customer.id, cast.technology.id)
            act.session.flush()
            held = act.session.scalars(select(Role)).all()
            self.readers = {
                name: Reader(key, name, name, "en", "Europe/Amsterdam",
                             frozenset(Scope(r.role, r.scope_kind, r.scope_id) for r in held if r.person_id == key))
                for name, key in self.ids.items()
            }  # fmt: skip
        db.engine.dispose()
        shutil.copy(db.engine.url.database, kept)

    def begin_anew(self):
        self.db.engine.dispose()
        shutil.copy(self.kept, self.db.engine.url.database)


def machine(house):
    """The class of machines that walk through this house."""

    class Walk(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            house.begin_anew()
            self.at, self.raised, self.stages = MONDAY, 0, {}
            for n in range(3):
                self.raise_it(named="bo" if n else None, room=n == 2)
                self.sort(pick=n, who="dee", into=n, verb="publish")
                self.promise_something(pick=n, who="dee", owner=WHO[n + 3], later=n * 5)

        @contextmanager
        def acting(self, by=WORKER):
            actor = by if isinstance(by, Actor) else Actor("person", house.ids[by])
            with suppress(Refused), begin(house.db, house.settings, by=actor, at=self.at) as act:
                yield act

        def obstacle(self, act, pick):
            ids = act.session.scalars(select(Obstacle.id).order_by(Obstacle.code)).all()
            return act.session.get(Obstacle, ids[pick % len(ids)])

        def promise(self, act, pick):
            ids = act.session.scalars(select(Followup.id).order_by(Followup.id)).all()
            return act.session.get(Followup, ids[pick % len(ids)])

        def there(self, table=Obstacle):
            with house.db.reading() as session:
                return session.scalar(select(func.count()).select_from(table)) or 0

        # What the floor does.

        @rule(named=st.sampled_from([None, "bo"]), room=st.booleans())
        def raise_it(self, named, room):
            with self.acting(NOBODY) as act:
                self.raised += 1
                raise_obstacle(
                    act, words=f"The map comes late {self.raised}", language="en", channel="web",
                    named_id=house.ids[named] if named else None, sitdown_id=house.sitdown if room else None,
                    site_id=house.site,
                )  # fmt: skip

        @precondition(lambda self: self.there())
        @rule(pick=picks, device=st.sampled_from(DEVICES), back=st.booleans())
        def me_too(self, pick, device, back):
            with self.acting(NOBODY) as act:
                verb = voices.take_back_me_too if back else voices.say_me_too
                verb(act, self.obstacle(act, pick), device=device)

        @precondition(lambda self: self.there())
        @rule(
            pick=picks, voice=st.sampled_from([*DEVICES, "bo", "cy"]), works=st.booleans(), why=st.booleans()
        )
        def verdict(self, pick, voice, works, why):
            kind = "device" if voice in DEVICES else "person"
            key = voice if kind == "device" else str(house.ids.get(voice, 0))
            with self.acting(NOBODY) as act:
                rounds.give_verdict(
                    act, self.obstacle(act, pick), voice_kind=kind, voice_key=key, works=works,
                    because="Still late" if why else "",
                )  # fmt: skip
            with self.acting(NOBODY) as act:
                rounds.say_why(
                    act, self.obstacle(act, pick), voice_kind=kind, voice_key=key, because="At night"
                )

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, who=people, works=st.booleans())
        def judge(self, pick, who, works):
            with self.acting(NOBODY) as act:
                row = self.promise(act, pick)
                if house.ids[who] in {one.id for one in heard_promise(act.session, row)}:
                    promises.judge_promise(act, row, works=works, because="Not by night")

        # What a chief of staff does.

        @precondition(lambda self: self.there())
        @rule(pick=picks, who=people, into=picks,
              verb=st.sampled_from(["publish", "publish", "publish", "withhold", "again", "join", "part", "reword"]))  # fmt: skip
        def sort(self, pick, who, into, verb):
            if not house.readers[who].is_chief:
                return
            with self.acting(who) as act:
                row = self.obstacle(act, pick)
                if verb == "publish":
                    sorting.publish_obstacle(
                        act, row, title="The map comes late", body="", dimension="tools", site_id=row.site_id,
                        department_id=house.departments[into % 2],
                    )  # fmt: skip
                elif verb == "withhold":
                    sorting.withhold_obstacle(act, row, reason="Not ours")
                elif verb == "again":
                    sorting.sort_again(act, row)
                elif verb == "join":
                    sorting.join_existing(act, row, self.obstacle(act, into))
                elif verb == "part":
                    sorting.part_again(act, row)
                else:
                    sorting.reword_obstacle(act, row, title="The map is late", body="By a quarter of an hour")

        @precondition(lambda self: self.there())
        @rule(pick=picks, kind=st.sampled_from(KINDS))
        def answer(self, pick, kind):
            with self.acting("ada") as act:
                later = act.today + timedelta(days=30)
                answer_obstacle(
                    act, self.obstacle(act, pick), kind=kind, words="We look at it", decider_id=house.ids["ada"],
                    review_on=later,
                )  # fmt: skip

        @precondition(lambda self: self.there())
        @rule(pick=picks)
        def ask(self, pick):
            with self.acting("dee") as act:
                rounds.ask_the_floor(act, self.obstacle(act, pick), sentence="Does the map come in time?")

        # What is promised, and what becomes of it.

        @precondition(lambda self: self.there())
        @rule(
            pick=picks, who=st.sampled_from(["ada", "dee"]), owner=st.sampled_from([*WHO, None]), later=days
        )
        def promise_something(self, pick, who, owner, later):
            with self.acting(who) as act:
                promises.promise_on(
                    act, self.obstacle(act, pick), what="The map on your screen", promised_by_id=house.ids["ada"],
                    owner_id=house.ids[owner] if owner else None, due_on=act.today + timedelta(days=later),
                    sitdown_id=house.sitdown if later % 2 else None,
                )  # fmt: skip

        @rule(owner=st.sampled_from([*WHO, None]), later=days)
        def promise_alone(self, owner, later):
            with self.acting("ada") as act:
                verbs.make_followup(
                    act, what="A lamp at the door", due_on=act.today + timedelta(days=later),
                    owner_id=house.ids[owner] if owner else None, sitdown_id=house.sitdown,
                    promised_by_id=house.ids["ada"],
                )  # fmt: skip

        @precondition(lambda self: self.there(Followup))
        @rule(
            pick=picks, who=people, way=st.sampled_from(["accept", "claim", "claim", "claim and ask", "drop"])
        )
        def step(self, pick, who, way):
            self._step(pick, who, way)

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, way=st.sampled_from(["accept", "claim and ask"]))
        def step_again(self, pick, way):
            self._step(pick, "dee", way)

        def _step(self, pick, who, way):
            with self.owning(pick, who) as (act, row):
                if way == "accept":
                    promises.accept_promise(act, row)
                elif way == "drop":
                    promises.drop_promise(act, row, reason="No money this year")
                else:
                    verb = promises.claim_done if way == "claim" else rounds.claim_and_ask
                    verb(act, row, claim="It is on your screen")

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, who=people, later=days, owner=st.sampled_from([*WHO, None]), move=st.booleans())
        def change(self, pick, who, later, owner, move):
            with self.owning(pick, who) as (act, row):
                if move:
                    promises.move_promise(act, row, to_on=act.today + timedelta(days=later), reason="Later")
                else:
                    promises.pass_promise_on(act, row, owner_id=house.ids[owner] if owner else None)

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, who=people)
        def undo(self, pick, who):
            with self.acting(who) as act:
                undoing.take_back_step(act, self.promise(act, pick))

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, who=people, way=st.sampled_from(["accept", "claim", "claim and ask", "drop"]))
        def step_and_undo(self, pick, who, way):
            self._step(pick, who, way)
            with house.db.reading() as session:
                lines = history(session, "followup", self.promise(Read(session), pick).id, limit=1)
            actor = next((name for name, key in house.ids.items() if lines and lines[0].actor_id == key), who)
            self.undo(pick=pick, who=actor)

        @precondition(lambda self: self.there())
        @rule(pick=picks, who=people, way=st.sampled_from(["answer", "publish"]))
        def undo_entry(self, pick, who, way):
            with self.acting(who) as act:
                verb = undoing.take_back_answer if way == "answer" else undoing.unpublish_obstacle
                verb(act, self.obstacle(act, pick))

        @precondition(lambda self: self.there())
        @rule(pick=picks, kind=st.sampled_from(["answer", "no"]))
        def answer_and_undo(self, pick, kind):
            self.answer(pick=pick, kind=kind)
            self.undo_entry(pick=pick, who="ada", way="answer")

        @precondition(lambda self: self.there())
        @rule(pick=picks, into=picks)
        def publish_and_undo(self, pick, into):
            self.sort(pick=pick, who="dee", into=into, verb="publish")
            self.undo_entry(pick=pick, who="dee", way="publish")

        @contextmanager
        def owning(self, pick, who):
            with house.db.reading() as session:
                row = self.promise(Read(session), pick)
                reader, site = house.readers[who], site_of(session, row)
                by_link = row.owner_id == reader.id and not reader.roles
            if not may.may_answer_followup(reader, row, site):
                who = next(
                    name for name, key in house.ids.items() if key == (row.owner_id or house.ids["dee"])
                )
            actor = Actor("mail_link" if by_link else "person", house.ids[who])
            with self.acting(actor) as act:
                yield act, act.session.get(Followup, row.id)

        @precondition(lambda self: self.there(Followup))
        @rule(pick=picks, step=st.sampled_from(["before", "due", "week", "manager", "sponsor"]), later=st.integers(0, 9),
              how=st.sampled_from(["stop", "postpone", "resume"]))  # fmt: skip
        def hold(self, pick, step, later, how):
            with self.acting("dee") as act:
                row = self.promise(act, pick)
                if how == "resume":
                    verbs.resume_step(act, row, step=step)
                else:
                    until = act.today + timedelta(days=later) if how == "postpone" else None
                    verbs.hold_step(act, row, step=step, until_on=until, reason="They are away")

        # What the house does by itself, and what happens to it.

        @rule(who=st.sampled_from(["moa", "eli", "nils"]))
        def leaves(self, who):
            with self.acting() as act:
                act.session.get(Person, house.ids[who]).left_on = act.today

        @rule(hours=st.sampled_from([1, 20, 24, 24 * 7, 24 * 25, -24 * 3]))
        def time_passes(self, hours):
            self.at += timedelta(hours=hours)
            for duty in (chase_promises, mark_overdue, rounds.close_silent_rounds, ask_the_rest):
                more = 1
                while more:
                    with self.acting() as act:
                        more = duty(act)

        # What must hold after each of them.

        @invariant()
        def all_is_as_it_may_be(self):
            with house.db.reading() as session:
                seen = Seen(session)
                for row in seen.promises:
                    seen.promise_is_whole(row)
                for row in seen.obstacles.values():
                    assert reaches(self.stages.get(row.id, "sorting"), row.stage)
                    self.stages[row.id] = row.stage
                    seen.obstacle_is_whole(row)
                seen.counters_count()
                assert astray(session) == []
                assert all("round" in facts for facts in seen.facts)

    return Walk
