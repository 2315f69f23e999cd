"""Mails as other people's calendar programs write them: Outlook, Google, Apple, and the dirt between; our own words."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

MX = "mx.nordvik.example"


def utc(text: str) -> str:
    """An instant as calendars write it."""
    return text if isinstance(text, str) else f"{text:%Y%m%dT%H%M%SZ}"


def event(**lines: object) -> str:
    """One VEVENT from its properties; a key's double underscore opens a parameter: `DTSTART__TZID="…"` is not needed,
    since a value may bring its own head: `DTSTART=";TZID=Europe/Paris:20261203T100000"`."""
    out = ["BEGIN:VEVENT"]
    for name, value in lines.items():
        for one in value if isinstance(value, list) else [value]:
            head = "" if str(one).startswith((";", ":")) else ":"
            out.append(f"{name.replace('_', '-')}{head}{one}")
    return "\r\n".join([*out, "END:VEVENT", ""])


def calendar(*parts: str, method: str = "REPLY", more: str = "") -> bytes:
    """A VCALENDAR around its parts."""
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Else//EN\r\nMETHOD:{method}\r\n"
    return f"{head}{more}{''.join(parts)}END:VCALENDAR\r\n".encode()


def reply(
    uid: str,
    who: str,
    partstat: str,
    *,
    sequence: int = 0,
    stamp: datetime | str = "20261124T080000Z",
    recurrence: str | None = None,
    **more: object,
) -> bytes:
    """A REPLY as a tidy program writes it."""
    lines = {
        "UID": uid,
        "SEQUENCE": sequence,
        "DTSTAMP": utc(stamp),
        "ATTENDEE": f";PARTSTAT={partstat}:mailto:{who}",
        **({"RECURRENCE_ID": recurrence} if recurrence else {}),
        **more,
    }
    return calendar(event(**lines))


def vouched(domain: str, *, by: str = MX) -> str:
    """What our mail server writes on top of a mail that passed."""
    return (
        f"{by}; dkim=pass header.d={domain}; spf=pass smtp.mailfrom={domain}; dmarc=pass header.from={domain}"
    )


def mail(
    body: bytes | None,
    *,
    sender: str,
    method: str = "REPLY",
    results: str | None = "",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """A mail with a calendar in it. `results` is Authentication-Results: by default our server vouches for the sender."""
    letter = EmailMessage(policy=SMTP)
    if results is not None:
        letter["Authentication-Results"] = results or vouched(sender.rpartition("@")[2])
    letter["From"] = sender
    letter["To"] = "floortime@nordvik.example"
    letter["Subject"] = headers.pop("subject", "Accepted: Floor time")
    letter["Date"] = headers.pop("date", "Tue, 24 Nov 2026 08:00:00 +0000")
    letter["Message-ID"] = (
        message_id or f"<{abs(hash((body, sender, tuple(headers.items()))))}@client.example>"
    )
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("See the calendar.")
    if body is not None:
        letter.add_alternative(body, maintype="text", subtype="calendar", cte="base64")
        part = letter.get_payload()[-1]
        part.set_param("method", method)
        part.set_param("charset", "UTF-8")
    return letter.as_bytes()
