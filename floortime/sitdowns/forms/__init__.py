"""The forms of sit-downs: what was typed, checked, as values for the verbs."""

from floortime.sitdowns.forms.hours import HoursForm
from floortime.sitdowns.forms.programme import ProgrammeForm
from floortime.sitdowns.forms.series import ChangeSeriesForm, SeriesForm
from floortime.sitdowns.forms.sitdown import (
    CallOffForm,
    CancelSitdownForm,
    EndSeriesForm,
    FeedForm,
    LeadForm,
    MemberForm,
    MissSitdownForm,
    MoveSitdownForm,
    SeatForm,
)

__all__ = [
    "CallOffForm",
    "CancelSitdownForm",
    "ChangeSeriesForm",
    "EndSeriesForm",
    "FeedForm",
    "HoursForm",
    "LeadForm",
    "MemberForm",
    "MissSitdownForm",
    "MoveSitdownForm",
    "ProgrammeForm",
    "SeatForm",
    "SeriesForm",
]
