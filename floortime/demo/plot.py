"""When each thing of a story happens: dated steps counted back from today; pure, knows stories and working days."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Literal

from msgspec import Struct

from floortime.demo.story import Promise, Story
from floortime.people.workdays import add_working_days

Verb = Literal[
    "raise", "withhold", "merge", "publish", "answer", "promise", "accept", "move", "claim", "drop", "ask",
    "not_yet", "works", "voices",
]  # fmt: skip
ORDER: tuple[Verb, ...] = (
    "raise", "withhold", "publish", "merge", "answer", "promise", "accept", "move", "drop", "claim", "ask",
    "not_yet", "works", "voices",
)  # fmt: skip
BETWEEN_MOVES = 14
NOBODY_OFF: frozenset[date] = frozenset()


class Step(Struct, frozen=True):
    """One thing that happens on a day."""

    on: date
    verb: Verb
    story: int
    promise: int = 0
    """Which promise it is about."""
    to_on: date | None = None
    """The day a promise is due, from now on."""
    number: int = 0
    """Which move, or how many voices."""

    @property
    def order(self) -> tuple[date, int, int]:
        """Days first; within a day what has to come first."""
        return self.on, ORDER.index(self.verb), self.story


def steps(number: int, story: Story, *, today: date, raised: date, dice: Random) -> list[Step]:
    """Everything that happens in a story up to today. `raised` may differ from its own count by a few days."""
    return list(_Plot(number, story, today, raised, dice).steps())


class _Plot:
    def __init__(self, number: int, story: Story, today: date, raised: date, dice: Random) -> None:
        self.number, self.story, self.today, self.dice = number, story, today, dice
        self.raised = raised
        self.published = self.soon(self.after(raised, dice.choice((1, 1, 1, 2))))
        days = story.after or self.usual_days()
        self.answered = self.soon(self.after(self.published, days))
        self.last_voice = today
        self.lately = dice.randrange(4, 10)
        """So many days ago, at most, something was done of which the floor is still being asked."""

    def after(self, day: date, n: int) -> date:
        return add_working_days(day, n, NOBODY_OFF)

    def soon(self, day: date) -> date:
        """That day, or today if it has not come yet."""
        return min(day, self.today)

    def usual_days(self) -> int:
        """Most answers come in time; about one in eight comes late, as long as there was time to be late."""
        if self.story.ago > 45 and self.dice.random() < 0.13:
            return self.dice.randrange(11, 17)
        return self.dice.randrange(2, 10)

    def step(
        self, on: date, verb: Verb, promise: int = 0, to_on: date | None = None, number: int = 0
    ) -> Step:
        return Step(self.soon(on), verb, self.number, promise, to_on, number)

    def steps(self) -> Iterator[Step]:
        fate = self.story.fate
        yield self.step(self.raised, "raise")
        if fate == "sorting":
            return
        if fate in {"withheld", "merged"}:
            yield self.step(self.after(self.raised, 2), "withhold" if fate == "withheld" else "merge")
            return
        yield self.step(self.published, "publish")
        if fate != "new":
            yield self.step(self.answered, "answer")
        if fate == "progress":
            yield from self.still_open()
        elif fate in {"claimed", "asked", "fixed", "unconfirmed"}:
            yield from self.done()
        yield from self.voices()

    def still_open(self) -> Iterator[Step]:
        """Promises whose day is counted from today; moved ones were due two weeks earlier before each move."""
        for which, promise in enumerate(self.story.promises):
            moves = len(promise.moved)
            due = self.today + timedelta(promise.due)
            first = max(due - timedelta(BETWEEN_MOVES * moves), self.answered)
            yield self.step(self.answered, "promise", which, first)
            if promise.dropped:
                yield self.step(max(self.after(self.answered, 9), self.answered), "drop", which)
                continue
            if promise.by != "nobody":
                yield self.step(self.after(self.answered, 1), "accept", which)
            for n in range(moves):
                before = due - timedelta(BETWEEN_MOVES * (moves - n) + 1)
                to_on = due - timedelta(BETWEEN_MOVES * (moves - n - 1))
                yield self.step(max(before, self.after(self.answered, 1 + n)), "move", which, to_on, n)

    def done(self) -> Iterator[Step]:
        """Promises that were kept, the question to the floor, and what the floor said."""
        ready = self.answered
        for which, promise in enumerate(self.story.promises):
            for step in self.one_done(which, promise):
                ready = max(ready, step.on)
                yield step
        if self.story.fate == "claimed":
            return
        asked = max(ready, min(self.after(ready, 1), self.latest_question()))
        if self.story.fate == "asked" and self.story.because:
            asked = max(asked, self.today - timedelta(13))
        yield self.step(asked, "ask")
        if self.story.because:
            yield from self.second_round(asked)
            asked = self.soon(self.after(self.after(asked, 2), 5))
        if self.story.fate == "fixed":
            works = max(asked, min(asked + timedelta(self.dice.randrange(1, 5)), self.today - timedelta(1)))
            self.last_voice = works
            yield self.step(works, "works")

    def one_done(self, which: int, promise: Promise) -> Iterator[Step]:
        # What is still being asked was due lately: else the floor would have fallen silent by now.
        due = max(self.answered + timedelta(promise.due), self.earliest_claim())
        yield self.step(self.answered, "promise", which, due)
        if promise.dropped:
            yield self.step(self.after(self.answered, 8), "drop", which)
            return
        yield self.step(self.after(self.answered, 1), "accept", which)
        moved = self.answered
        for n in range(len(promise.moved)):
            moved = due - timedelta(1)
            due += timedelta(BETWEEN_MOVES)
            yield self.step(moved, "move", which, due, n)
        late = self.dice.choice((-4, -3, -2, -1, 0, 0, 2, 5))
        claimed = max(due + timedelta(late), moved, self.after(self.answered, 1), self.earliest_claim())
        yield self.step(max(self.answered, min(claimed, self.latest_claim())), "claim", which)

    def earliest_claim(self) -> date:
        """Late enough for the floor's ten days to be running still."""
        if self.story.fate != "asked":
            return self.raised
        return self.today - timedelta(15 if self.story.because else self.lately)

    def latest_claim(self) -> date:
        """Early enough for everything that follows."""
        needs = {
            "claimed": 1,
            "asked": 14 if self.story.because else 3,
            "unconfirmed": 20,
            "fixed": 16 if self.story.because else 3,
        }
        return self.today - timedelta(needs[self.story.fate])

    def latest_question(self) -> date:
        needs = {
            "asked": 13 if self.story.because else 1,
            "unconfirmed": 18,
            "fixed": 14 if self.story.because else 2,
        }
        return self.today - timedelta(needs[self.story.fate])

    def second_round(self, asked: date) -> Iterator[Step]:
        """Somebody said not yet: the promises are open again, are claimed once more, and the floor is asked anew."""
        heard = self.after(asked, 2)
        again = self.after(heard, 4)
        yield self.step(heard, "not_yet")
        for which, promise in enumerate(self.story.promises):
            if not promise.dropped:
                yield self.step(again, "claim", which, number=1)
        yield self.step(self.after(again, 1), "ask", number=1)

    def voices(self) -> Iterator[Step]:
        """Me toos come in waves after publishing, and thin out."""
        # What was fixed long ago was heard for a shorter while.
        left = self.story.voices if self.story.ago < 100 else round(self.story.voices * 0.6)
        span = max((self.last_voice - self.published).days, 1)
        while left:
            wave = min(left, self.dice.randrange(1, 5))
            left -= wave
            day = self.published + timedelta(int(span * self.dice.random() ** 1.6))
            yield self.step(day, "voices", number=wave)
