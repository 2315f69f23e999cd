"""Replies to our letters as other people's programs write them: Outlook, Gmail, Apple Mail, Thunderbird; our own words."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from tests.mailroom.letters import vouched

OURS = """Eli, can you clear this?

Said on the floor:
The map opens after the call

Accept: http://localhost/f/{token}?say=accept
"""


def message_id_of(letter) -> str:
    """The Message-ID of a letter of ours."""
    return message_from_bytes(letter.body, policy=default)["Message-ID"]


def link_in(letter) -> str:
    """The secret of the answer link in a letter of ours."""
    text = message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()
    return re.search(r"/f/([\w-]+)", text)[1]


def reply(
    letter,
    words: str,
    *,
    sender: str,
    results: str | None = "",
    html: str = "",
    files: tuple = (),
    n: int = 1,
    **headers: str,
) -> bytes:
    """A reply to a letter. `results` is Authentication-Results: by default our server vouches for the sender."""
    mail = EmailMessage(policy=SMTP)
    if results is not None:
        mail["Authentication-Results"] = results or vouched(sender.rpartition("@")[2])
    mail["From"] = f"Somebody <{sender}>"
    mail["To"] = "floortime@nordvik.example"
    mail["Subject"] = headers.pop("subject", "Re: Can you clear this?")
    mail["Date"] = "Tue, 24 Nov 2026 08:00:00 +0000"
    mail["Message-ID"] = f"<reply-{n}-{abs(hash((words, html, sender)))}@client.example>"
    known = headers.pop("in_reply_to") if "in_reply_to" in headers else message_id_of(letter)
    if known:
        mail["In-Reply-To"] = known
        mail["References"] = known
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if words or not html:
        mail.set_content(words)
    if html:
        mail.add_alternative(html, subtype="html") if words else mail.set_content(html, subtype="html")
    for name, kind, body in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(body, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def quoted(
    words: str, *, by: str = "On Mon, 23 Nov 2026 at 10:00, Floortime <floortime@nordvik.example> wrote:"
) -> str:
    """Words above a quoted letter, as most programs write them."""
    return f"{words}\n\n{by}\n\n> Eli, can you clear this?\n>\n> Said on the floor:\n> The map opens after the call\n"
