"""A series as one types it; knows recurrence and the fields."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import get_day_names
from wtforms import RadioField, SelectField

from floortime.dates import weekday_short
from floortime.people.model import Person, Site
from floortime.sitdowns.actions import Plan
from floortime.sitdowns.forms.fields import Chosen, ClockField, DayField, NumberField, TypedField, WebLink
from floortime.sitdowns.forms.sitdown import WHY
from floortime.sitdowns.model import Series
from floortime.sitdowns.recurrence import Cadence, MonthlyLast, MonthlyNth, Weekly, from_text, to_text
from floortime.web.forms import Form, Given, LineField, NotLonger, options, parsed_date
from floortime.words import language, lazy

KINDS = [
    ("weekly", lazy("Every week")),
    ("every", lazy("Every so many weeks")),
    ("nth", lazy("A weekday of the month, counted")),
    ("last", lazy("The last such weekday of the month")),
]
NTHS = [("1", lazy("First")), ("2", lazy("Second")), ("3", lazy("Third")), ("4", lazy("Fourth"))]
ENDS = [("never", lazy("No end")), ("on", lazy("On a day")), ("after", lazy("After so many sit-downs"))]


def _words(pairs: list[tuple[str, lazy]]) -> list[Any]:
    return options((value, str(label)) for value, label in pairs)


_AS_STORED = ("leader_id", "title", "site_id", "starts_on", "time_local", "minutes", "place", "link",
              "capacity", "notice_days", "ends_on", "ends_after")  # fmt: skip


class RuleForm(Form):
    """With whom, when, where, how many, until when: what a series keeps when it is changed later."""

    order = ("leader_id", "title", "site_id", "kind", "weekday", "every", "nth", "starts_on", "time_local", "minutes",
             "place", "link", "capacity", "notice_days", "ends", "ends_on", "ends_after")  # fmt: skip
    title = LineField(
        lazy("With whom"),
        [
            Given(lazy("Write with whom, for example: the night shift, Utrecht.")),
            NotLonger(160),
        ],
    )
    kind = RadioField(lazy("How often"), choices=lambda: _words(KINDS), default="weekly")
    every = NumberField(lazy("Weeks between"), least=2, most=52)
    nth = SelectField(lazy("Which of the month"), choices=lambda: _words(NTHS), default="1")
    weekday = SelectField(lazy("Weekday"), coerce=int)
    time_local = ClockField(lazy("At"), [Chosen(lazy("Write a time, within the shift."))])
    minutes = NumberField(lazy("Minutes"), least=10, most=480, default=45)
    place = LineField(lazy("Place"), [NotLonger(200)])
    link = LineField(lazy("Link"), [NotLonger(400), WebLink()])
    capacity = NumberField(lazy("Seats"), least=1, most=24, default=6)
    notice_days = NumberField(lazy("Notice in days"), least=0, most=90, default=7)
    ends = RadioField(lazy("Until"), choices=lambda: _words(ENDS), default="never")
    ends_on = DayField(lazy("Last day"))
    ends_after = NumberField(lazy("How many"), least=1, most=200)

    def offer_weekdays(self) -> None:
        """The days of the week in the reader's language."""
        names = get_day_names("wide", locale=language())
        self.weekday.choices = options((n, str(names[n])) for n in range(7))

    def show(self, series: Series) -> None:
        """Fill it from a series."""
        for name in _AS_STORED:
            if name in self:
                self[name].data = getattr(series, name)
        self.ends.data = "on" if series.ends_on else "after" if series.ends_after else "never"
        cadence = from_text(series.cadence)
        self.weekday.data = cadence.weekday
        match cadence:
            case Weekly(every=every):
                self.kind.data, self.every.data = ("weekly", None) if every == 1 else ("every", every)
            case MonthlyNth(nth=nth):
                self.kind.data, self.nth.data = "nth", str(nth)
            case MonthlyLast():
                self.kind.data = "last"

    def validate(self, extra_validators: Any = None) -> bool:
        """What belongs together."""
        good = bool(super().validate(extra_validators))
        missing = [
            (self.kind.data == "every" and self.every.data is None, self.every,
             lazy("Write how many weeks lie between, for example 2.")),
            (self.ends.data == "on" and self.ends_on.data is None, self.ends_on, lazy("Write the last day.")),
            (self.ends.data == "after" and self.ends_after.data is None, self.ends_after,
             lazy("Write how many sit-downs.")),
            (not self.place.data and not self.link.data, self.place,
             lazy("Write a place, or give a link below.")),
            (self._ends_before_it_starts(), self.ends_on, lazy("The last day is before the first.")),
        ]  # fmt: skip
        for wrong, field, sentence in missing:
            if wrong and not field.errors:
                field.errors = [str(sentence)]
                good = False
        return good

    def _ends_before_it_starts(self) -> bool:
        first, last = self.begins_on(), self.ends_on.data
        return self.ends.data == "on" and isinstance(first, date) and isinstance(last, date) and last < first

    def begins_on(self) -> date | None:
        """The first day it speaks of; a rule by itself speaks of none."""
        return None

    def cadence(self) -> Cadence:
        """How often, as a value."""
        day = int(self.weekday.data)
        match self.kind.data:
            case "every":
                return Weekly(day, int(self.every.data))
            case "nth":
                return MonthlyNth(int(self.nth.data), day)
            case "last":
                return MonthlyLast(day)
            case _:
                return Weekly(day)

    def rule(self) -> dict[str, Any]:
        """The typed values, but for who leads it and where."""
        return {
            "title": self.title.data,
            "cadence": to_text(self.cadence()),
            "time_local": self.time_local.data,
            "minutes": self.minutes.data or 45,
            "place": self.place.data,
            "link": self.link.data,
            "capacity": self.capacity.data or 6,
            "notice_days": 7 if self.notice_days.data is None else self.notice_days.data,
            "ends_on": self.ends_on.data if self.ends.data == "on" else None,
            "ends_after": self.ends_after.data if self.ends.data == "after" else None,
        }


class SeriesForm(RuleForm):
    """A new series, or a draft: who leads it and where as well."""

    leader_id = SelectField(lazy("Leader"), coerce=int)
    site_id = SelectField(lazy("Site"), coerce=int)
    starts_on = DayField(lazy("From"), [Chosen(lazy("Write the first day."))])

    def offer(self, leaders: Iterable[Person], sites: Iterable[Site]) -> "SeriesForm":
        """What may be chosen."""
        self.leader_id.choices = options((p.id, p.name) for p in leaders)
        self.site_id.choices = options((s.id, s.name) for s in sites)
        self.offer_weekdays()
        return self

    def begins_on(self) -> date | None:
        """The first day."""
        found: date | None = self.starts_on.data
        return found

    def plan(self, zone: str) -> Plan:
        """The typed values, in the zone of the chosen site."""
        return Plan(
            leader_id=self.leader_id.data,
            site_id=self.site_id.data,
            starts_on=self.starts_on.data,
            zone=zone,
            **self.rule(),
        )


class ChangeSeriesForm(RuleForm):
    """An open series, changed from one of its dates on; why, once one has seen what that means."""

    from_on = SelectField(lazy("From which date on"))
    why = LineField(lazy("Why does it change?"), [NotLonger(400)])

    def offer(self, days: Iterable[date], *, today: date) -> "ChangeSeriesForm":
        """The dates still to come."""
        self.from_on.choices = options((f"{day}", weekday_short(day, today.year)) for day in days)
        self.offer_weekdays()
        return self

    def begins_on(self) -> date | None:
        """The date from which it changes."""
        return parsed_date(self.from_on.data or "")

    def as_typed(self) -> list[tuple[str, str]]:
        """What it is filled with, as a browser would send it."""
        given = [one for one in self if one.data is not None]
        return [(one.name, one.shown() if isinstance(one, TypedField) else f"{one.data}") for one in given]

    def say_why(self) -> bool:
        """Whether a reason was given; those who get letters read it."""
        if not self.why.data:
            self.why.errors = [str(WHY)]
        return bool(self.why.data)
