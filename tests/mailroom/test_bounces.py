"""Delivery reports: a letter of ours that came back marks its address, and nothing else does."""

import pytest
from sqlalchemy import select

from floortime.mail.model import BouncedAddress
from floortime.outbox.model import Letter
from tests.mailroom.inbox import brought
from tests.sitdowns.test_replies import Table


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def report(address: str, message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    return (
        "From: MAILER-DAEMON@relay.example\r\nAuto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    ).encode()


def test_a_letter_that_came_back_marks_the_persons_page(table, cast, stage, signed_in):
    with stage.db.reading() as session:
        ours = session.scalars(select(Letter.message_id).where(Letter.to_id == cast.bo.id)).first()
    browser = signed_in(cast.dee)
    said = "A letter to this address came back on 23 November."
    forged = (
        report(cast.bo.email, "never@nordvik.example"),
        report(cast.cy.email, ours),
        report(cast.bo.email, ours, action="delayed", status="4.4.1"),
        report(cast.bo.email, ours, status="4.4.7"),
    )
    found = [brought(stage, raw) for raw in forged]
    assert found == [("nothing", "foreign_bounce")] * 2 + [("nothing", "machine")] + [
        ("nothing", "foreign_bounce")
    ]
    assert said not in browser.get(f"/people/{cast.bo.id}").text
    assert brought(stage, report("Bo@Nordvik.example", ours)) == ("applied", "bounced")
    assert said in browser.get(f"/people/{cast.bo.id}").text
    assert said not in browser.get(f"/people/{cast.cy.id}").text
    with stage.db.reading() as session:
        assert [(b.address, b.kind) for b in session.scalars(select(BouncedAddress))] == [
            (cast.bo.email, "5.1.1")
        ]
    assert table.seat(cast.bo) == "needs-action"
