"""An owner without an account answers by replying, over real servers: the letter out by SMTP, the reply in by IMAP, one worker between."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup, Progress
from tests.journeys.company import Company
from tests.journeys.postbox import Postbox
from tests.mailroom.letters import MX, vouched
from tests.mailroom.mailserver import imap_server
from tests.roof.processes import running, until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REPLY = """Authentication-Results: {results}\r
From: Eli <{sender}>\r
To: floortime@nordvik.example\r
Subject: Re: {subject}\r
Message-ID: <{n}@client.example>\r
In-Reply-To: {answers}\r
Content-Type: text/plain; charset=utf-8\r
\r
{words}\r
\r
Op ma 23 nov 2026 om 10:00 schreef Floortime <floortime@nordvik.example>:\r
> Can you clear this?\r
"""


def reply_to(mail, words: str, *, sender: str, n: str) -> bytes:
    answers, subject = mail.message["Message-ID"], mail.message["Subject"]
    results = vouched(sender.rpartition("@")[2])
    return REPLY.format(
        results=results, sender=sender, subject=subject, answers=answers, words=words, n=n
    ).encode()


def test_progress_a_question_and_its_rest_through_real_mail(stage, cast, settings, tmp_path):
    box = Postbox()
    company = Company(tmp_path, settings.database_url, box.start())
    try:
        with imap_server() as server:
            company.set_clock(stage.moment())
            env = {
                **company.env,
                "FLOORTIME_IMAP_URL": server.url,
                "FLOORTIME_AUTHSERV_ID": MX,
                "FLOORTIME_MAILBOX": settings.mailbox,
            }
            with stage.act(cast.dee) as act:
                key = make_followup(
                    act, what="The map first", due_on=date(2026, 12, 4), owner_id=cast.eli.id
                ).id
            company.set_clock(stage.moment.forward(minutes=4))
            with running(env, "worker"):
                letter = box.wait(cast.eli.email)
                server.put(reply_to(letter, "Half of it is there", sender=cast.eli.email, n="one"))
                until(lambda: _said(stage, key) == ["Half of it is there"], 90)
                server.put(reply_to(letter, "Klaar", sender=cast.eli.email, n="two"))
                asked = box.wait(cast.eli.email, "About your reply", seconds=90)
                server.put(reply_to(asked, "It opens first now", sender=cast.eli.email, n="three"))
                until(lambda: _stage(stage, key) == ("claimed", "It opens first now"), 90)
    finally:
        box.stop()


def _said(stage, key: int) -> list[str]:
    with stage.db.reading() as session:
        return list(session.scalars(select(Progress.words).where(Progress.followup_id == key)))


def _stage(stage, key: int) -> tuple[str, str]:
    with stage.db.reading() as session:
        row = session.get(Followup, key)
        return row.stage, row.claim
