"""From facts to a queued letter in one call: words, MIME bytes, outbox row; knows letters, mime, outbox."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from floortime.act import Act
from floortime.mail.letters import Recipient, put_into_words
from floortime.mail.mime import CalendarPart, compose
from floortime.outbox import actions as outbox
from floortime.outbox.actions import Itip
from floortime.outbox.model import Letter
from floortime.tokens import fresh

QUIET = timedelta(minutes=2)
"""How long a letter that may wait is held back, so that quick edits collapse into one."""


MORNING = time(7)
"""When a letter goes that waited for the end of the day, by its reader's own clock: nobody is written to in the night."""


def undoable_until(act: Act) -> datetime:
    """When a letter may go that tells of what is taken back with one press: who is signed in has that press, a mail does not."""
    return act.at + QUIET if act.by.kind in {"person", "delegate"} else act.at


def post(
    act: Act,
    to: Recipient,
    event: str,
    *,
    dedupe_key: str,
    subject: tuple[str, int],
    facts: dict[str, object],
    sender_name: str = "Floortime",
    not_before: datetime | None = None,
    calendar: CalendarPart | None = None,
    itip: Itip | None = None,
    references: str | None = None,
    unnamed: bool = False,
    message_id: str = "",
    stop: str = "",
) -> Letter | None:
    """Render a letter once and queue its bytes in this act. None when it was said before.

    `event` names the template pair; `subject` is the (kind, id) it is about; a calendar letter brings its
    iCalendar object and the numbers that make it unique. What an `unnamed` letter tells was said by nobody known:
    it carries the day and no instant, has no number among the others, and goes out in the morning after.
    `message_id` is given where it must be known beforehand, because a reply to it means something. `stop` is where its reader says that no more of them is to come.
    """
    if outbox.already(act, dedupe_key):
        return None
    day = datetime.combine(act.today, time(), UTC)
    if unnamed:
        not_before = datetime.combine(act.today + timedelta(days=1), MORNING, ZoneInfo(to.zone))
    message_id = message_id or f"{fresh()}@{act.settings.mail_domain}"
    body = compose(
        put_into_words(
            event,
            to,
            {"base_url": act.settings.base_url, "mailbox": act.settings.mailbox, **facts},
            today=act.today,
        ),
        to,
        sender=act.settings.mailbox,
        sender_name=sender_name,
        message_id=message_id,
        at=day if unnamed else act.at,
        calendar=calendar,
        references=references,
        stop=stop,
    )
    return outbox.post(
        act,
        event=event,
        dedupe_key=dedupe_key,
        to_id=to.id,
        to_address=to.address,
        subject=subject,
        message_id=message_id,
        body=body,
        not_before=not_before,
        itip=itip,
        unnamed_on=day if unnamed else None,
    )
