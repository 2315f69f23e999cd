"""Calendar programs of other people, played with software of its own: letters read and mails written by icalendar."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import icalendar

from tests.mailroom.letters import vouched

US = "floortime@nordvik.example"


def answer_to(mail, partstat: str) -> bytes:
    """What an attendee's program sends when its owner presses a button."""
    _method, event = mail.calendar
    mine = icalendar.vCalAddress(f"mailto:{mail.to}")
    mine.params["PARTSTAT"] = partstat
    told = icalendar.Event()
    told.add("uid", event["UID"])
    told.add("sequence", int(event["SEQUENCE"]))
    told.add("dtstamp", datetime.now(UTC))
    told.add("dtstart", event["DTSTART"].dt)
    told.add("organizer", event["ORGANIZER"])
    told["ATTENDEE"] = mine
    return message("REPLY", told, sender=mail.to)


def message(method: str, event: icalendar.Event, *, sender: str) -> bytes:
    """A mail as a calendar program writes it, with what our mail server puts on top."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Independent//Attendee//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    letter = EmailMessage(policy=SMTP)
    letter["Authentication-Results"] = vouched(sender.rpartition("@")[2])
    letter["From"], letter["To"], letter["Subject"] = sender, "floortime@nordvik.example", f"{method} by hand"
    letter["Message-ID"] = f"<{method}.{event['SEQUENCE']}.{event['UID']}.{sender}>"
    letter.set_content("See the calendar.")
    letter.add_alternative(calendar.to_ical(), maintype="text", subtype="calendar", params={"method": method})
    return letter.as_bytes()


def invitation(
    sender: str,
    *,
    start: datetime,
    at: datetime,
    sequence: int = 0,
    method: str = "REQUEST",
    uid: str = "ada-1@outlook.example",
) -> bytes:
    """An invitation of a leader to our mailbox, its update, or its cancellation."""
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", at)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=45))
    event.add("organizer", f"mailto:{sender}")
    event.add("attendee", f"mailto:{US}")
    event.add("summary", "Floor time")
    event.add("location", "Canteen")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    return message(method, event, sender=sender)
