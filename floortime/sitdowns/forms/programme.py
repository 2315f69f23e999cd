"""The programme's promise and closed weeks as one types them."""

import re
from datetime import date
from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional, StopValidation

from floortime.sitdowns.asking import asked
from floortime.sitdowns.closing import Closing
from floortime.sitdowns.forms.fields import Chosen, NumberField
from floortime.sitdowns.forms.hours import HoursForm
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries.programme import hours_of
from floortime.web.forms import LinesField, NotLonger
from floortime.words import _, lazy

_WEEK = re.compile(r"(\d{4})-?W?(\d{1,2})", re.IGNORECASE)


class ClosedWeeks:
    """Each line is a week such as 2026-W52."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Stop at the first line that is none, and name it."""
        for line in _lines(field.data):
            if read_week(line) is None:
                raise StopValidation(
                    _("“%(line)s” is not a week. Write one a line, for example 2026-W52.", line=line)
                )


class ProgrammeForm(HoursForm):
    """What is promised, and when nothing is planned."""

    order = (
        "answer_days",
        "quorum",
        "works_share",
        "not_yet_share",
        "silence_days",
        "notice_days",
        "skip_holidays",
        "closed_weeks",
        "opens",
        "shuts",
        "working_days_only",
        "questions",
    )

    answer_days = NumberField(
        lazy("An answer within"), [Chosen(lazy("Write in how many working days."))], least=1, most=60
    )  # fmt: skip
    silence_days = NumberField(
        lazy("The floor has, to say works now or not yet"),
        [Chosen(lazy("Write how many working days."))],
        least=1,
        most=60,
    )
    notice_days = NumberField(
        lazy("A heads-up is in time"),
        [Chosen(lazy("Write in how many working days."))],
        least=1,
        most=60,
        default=5,
    )
    quorum = NumberField(
        lazy("So many must say works now"), [Chosen(lazy("Write how many. One is the least."))], least=1, most=50
    )  # fmt: skip
    works_share = NumberField(
        lazy("And this share of those asked, in percent"), [Optional()], least=1, most=100
    )
    not_yet_share = NumberField(
        lazy("Not yet from this share of those asked reopens it, in percent"), [Optional()], least=1, most=100
    )
    skip_holidays = BooleanField(lazy("Leave out the public holidays of the site"))
    closed_weeks = LinesField(lazy("Closed weeks"), [ClosedWeeks()])
    questions = LinesField(lazy("Questions for the leader"), [NotLonger(2000)])

    def show(self, programme: Programme) -> "ProgrammeForm":
        """As it stands."""
        self.answer_days.data, self.silence_days.data = programme.answer_days, programme.silence_days
        self.notice_days.data = programme.notice_days
        self.quorum.data, self.works_share.data = programme.quorum, programme.works_share
        self.not_yet_share.data = programme.not_yet_share
        self.skip_holidays.data = programme.skip_holidays
        self.closed_weeks.data = "\n".join(programme.closed_weeks)
        self.questions.data = "\n".join(asked(programme.questions))
        self.show_hours(hours_of(programme))
        self.version.data = str(programme.version)
        return self

    def closing(self) -> Closing:
        """When the floor's word closes and when it reopens, and how early it is warned."""
        return Closing(
            self.quorum.data, self.works_share.data, self.not_yet_share.data, self.notice_days.data
        )

    def weeks(self) -> list[str]:
        """The closed weeks, in their order, each once."""
        return sorted({week for line in _lines(self.closed_weeks.data) if (week := read_week(line))})


def _lines(text: str | None) -> list[str]:
    return [line for part in (text or "").split("\n") for line in part.replace(",", " ").split()]


def read_week(line: str) -> str | None:
    """2026-W52 in any of its spellings; None when there is no such week."""
    found = _WEEK.fullmatch(line)
    if found is None:
        return None
    try:
        date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return f"{int(found[1])}-W{int(found[2]):02d}"
