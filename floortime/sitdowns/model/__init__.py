"""Sit-downs' tables, by duty: programmes, sit-downs, calendars, what leaders ask for; knows db and people's tables."""

from floortime.sitdowns.model.asked import Booking, BusyBlock, BusySource, Proposal
from floortime.sitdowns.model.calendars import CalAnswer, CalBytes, CalDue, CalEvent, CalGuest, Feed
from floortime.sitdowns.model.programmes import Programme, Series, SeriesMember, SiteHours
from floortime.sitdowns.model.sitdowns import JOINED, Note, Seat, Sitdown

__all__ = [
    "JOINED",
    "Booking",
    "BusyBlock",
    "BusySource",
    "CalAnswer",
    "CalBytes",
    "CalDue",
    "CalEvent",
    "CalGuest",
    "Feed",
    "Note",
    "Programme",
    "Proposal",
    "Seat",
    "Series",
    "SeriesMember",
    "Sitdown",
    "SiteHours",
]
