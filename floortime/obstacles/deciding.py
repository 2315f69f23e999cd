"""When the floor's words decide a round: how many "works now" close it, how many "not yet" reopen it, until when; pure craft."""

from datetime import date
from math import ceil

from msgspec import Struct


class Rule(Struct, frozen=True):
    """What a programme says. Shares are percent of those who were asked when the round began."""

    works: int = 1
    """So many must say works now,"""
    works_share: int | None = None
    """and at least this share, if one is set."""
    not_yet_share: int | None = None
    """This share reopens it; None: any not yet does."""

    def closes_at(self, asked: int) -> int:
        """How many must say works now. Never more than were asked: else nothing would ever be green."""
        return min(max(self.works, _part(self.works_share, asked), 1), max(asked, 1))

    def reopens_at(self, asked: int) -> int:
        """How many must say not yet."""
        return max(_part(self.not_yet_share, asked), 1)


def open_until(last_day: date, fixed_on: date | None) -> date:
    """Until when a "not yet" takes the green back: the round's last day.

    What is made green after that day stays open for the day itself, so that the order of words within it is nothing.
    """
    return max(last_day, fixed_on or last_day)


def _part(share: int | None, of: int) -> int:
    return 0 if share is None else ceil(of * share / 100)
