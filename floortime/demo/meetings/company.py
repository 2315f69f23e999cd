"""What is kept while sit-downs are played: who sat how often, what becomes of each, which words are left; knows playing."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from itertools import cycle
from random import Random

from msgspec import Struct

from floortime.act import Act, Actor
from floortime.demo.gatherings import ALONE, CANCELLED, MISSED, MOVED, TEAM_THANKS, THANKS, Gathering
from floortime.demo.playing import SITES, Playing

Acting = Callable[[Actor, datetime], Act]
LANGUAGE = {site: language for language, site in SITES.items()}


class Alone(Struct, frozen=True):
    """A promise about no obstacle: when it is kept, and who heard it."""

    followup: int
    leader: int
    claim: str
    claimed_on: date
    heard_by: int | None


class Played:
    """The sit-downs as they stand."""

    def __init__(self, playing: Playing, now: datetime, dice: Random) -> None:
        self.playing, self.now, self.today, self.dice = playing, now, now.date(), dice
        self.who = playing.who
        self.sat: Counter[int] = Counter()
        self.fates: dict[int, str] = {}
        self.gathering: dict[int, Gathering] = {}
        self.answers: dict[tuple[int, date], list[int]] = {}
        self.alone: list[Alone] = []
        self.fatima_thanked = False
        self.words = {language: iter(said) for language, said in THANKS.items()}
        self.team_words = {language: iter(said) for language, said in TEAM_THANKS.items()}
        self.alone_words = {language: iter(said) for language, said in ALONE.items()}
        self.moved, self.cancelled, self.missed = cycle(MOVED), cycle(CANCELLED), cycle(MISSED)

    def leader(self, gathering: Gathering) -> int:
        """The leader's id, by first name."""
        return next(
            key for name, key in self.who.people.items() if name.startswith(gathering.leader.lower() + ".")
        )

    def teams(self, gathering: Gathering) -> list[int]:
        """The teams its seats go to."""
        return [self.who.teams[self.who.sites[gathering.site], team] for team in gathering.teams]


def at_hour(day: date, hour: int) -> datetime:
    """An hour of a day."""
    return datetime.combine(day, time(hour), UTC)
