"""Imports every table once, for the mappers and for Alembic; roof."""

from floortime import receipts, tokens
from floortime.db import Base
from floortime.files import model as files
from floortime.followups import model as followups
from floortime.headsups import model as headsups
from floortime.hooks import model as hooks
from floortime.journal import model as journal
from floortime.lists import model as lists
from floortime.mail import model as mail
from floortime.obstacles import model as obstacles
from floortime.outbox import model as outbox
from floortime.people import model as people
from floortime.recognition import model as recognition
from floortime.sitdowns import model as sitdowns

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "files",
    "followups",
    "headsups",
    "hooks",
    "journal",
    "lists",
    "mail",
    "obstacles",
    "outbox",
    "people",
    "receipts",
    "recognition",
    "sitdowns",
    "tokens",
]
