"""Who a mail is from, who vouches for it, and what travels in it."""

from datetime import UTC, datetime

import pytest

from floortime.errors import Malformed
from floortime.mail.envelopes import Bounce, read_envelope
from floortime.mail.speaking import is_machine, speaker_of
from tests.mailroom.letters import MX, mail, reply, vouched

BODY = reply("a@b", "bo@nordvik.example", "ACCEPTED")
BO = "bo@nordvik.example"


def read(raw: bytes):
    return read_envelope(raw, authserv_id=MX)


def test_a_mail_that_our_server_vouches_for():
    found = read(
        mail(
            BODY,
            sender="Bo <Bo@nordvik.example>",
            message_id="<one@client.example>",
            results=vouched("nordvik.example"),
        )
    )
    assert (found.sender, found.message_id, found.genuine, found.automatic) == (
        BO,
        "one@client.example",
        True,
        False,
    )
    assert found.sent_at == datetime(2026, 11, 24, 8, tzinfo=UTC)
    (part,) = found.calendars
    assert (part.body, part.charset, part.method) == (BODY, "UTF-8", "REPLY")


@pytest.mark.parametrize(
    "results",
    [
        None,
        "evil.example; dmarc=pass header.from=nordvik.example",
        f"{MX}; dmarc=fail header.from=nordvik.example; dkim=pass header.d=nordvik.example",
        f"{MX}; dmarc=pass header.from=evil.example",
        f"{MX}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=nordvik.example",
        f"{MX}; spf=pass smtp.mailfrom=nordvik.example",
        f"{MX}; none",
        f"{MX}.evil.example; dmarc=pass header.from=nordvik.example",
        "(" * 500,
    ],
)
def test_nobody_vouches(results):
    assert read(mail(BODY, sender=BO, results=results)).genuine is False


@pytest.mark.parametrize(
    "results",
    [
        f"{MX}; dkim=pass header.d=nordvik.example header.b=abc",
        f"{MX} 1; dmarc=pass (p=REJECT) header.from=nordvik.example",
        f"{MX}; dkim=pass (signature was verified) header.d=nordvik.example;dmarc=pass action=none header.from=nordvik.example;compauth=pass reason=100",
    ],
)
def test_our_server_vouches_in_its_own_words(results):
    assert read(mail(BODY, sender=BO, results=results)).genuine is True


def test_only_the_topmost_row_of_results_counts():
    raw = mail(BODY, sender=BO, results=f"{MX}; dmarc=fail header.from=nordvik.example")
    forged = f"Authentication-Results: {vouched('nordvik.example')}\r\n".encode()
    head, _, rest = raw.partition(b"\r\nFrom:")
    assert read(head + b"\r\n" + forged + b"From:" + rest).genuine is False
    assert (
        read(
            f"Authentication-Results: edge.example; dmarc=pass header.from=nordvik.example\r\n{forged.decode()}".encode()
            + b"From:"
            + rest
        ).genuine
        is False
    )
    assert read(forged + b"From:" + rest).genuine is True


def test_two_authors_are_no_author():
    assert read(mail(BODY, sender="bo@nordvik.example, eve@evil.example")).sender == ""
    raw = mail(BODY, sender=BO)
    assert read(b"From: eve@evil.example\r\n" + raw).genuine is False


def test_whom_a_sender_may_speak_for():
    google = read(
        mail(BODY, sender="Google <calendar-notification@google.com>", results=vouched("google.com"), Reply_To=BO,
             Auto_Submitted="auto-generated")
    )  # fmt: skip
    assert speaker_of(google).may_speak_for((BO,)) is True
    assert is_machine(google) is False
    eve = read(mail(BODY, sender="eve@evil.example", Reply_To=BO, Sender=BO))
    assert speaker_of(eve).may_speak_for((BO,)) is False
    aide = read(mail(BODY, sender="aide@nordvik.example", Sender=BO))
    assert speaker_of(aide).may_speak_for((BO,)) is True
    nobody = read(mail(BODY, sender=BO, results=None))
    assert speaker_of(nobody).may_speak_for((BO,)) is False
    assert speaker_of(nobody, trusted=True).may_speak_for((BO,)) is True


@pytest.mark.parametrize("said", ["auto-replied", "auto-generated; owner-email=x", "AUTO-NOTIFIED"])
def test_what_a_machine_says(said):
    assert is_machine(read(mail(BODY, sender=BO, Auto_Submitted=said))) is True
    assert is_machine(read(mail(BODY, sender=BO, Auto_Submitted="no"))) is False


def test_a_delivery_report_names_the_letter_that_came_back():
    raw = (
        b"From: MAILER-DAEMON@relay.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        b"Final-Recipient: rfc822; Bo@nordvik.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"Final-Recipient: rfc822; cy@nordvik.example\r\nAction: delayed\r\nStatus: 4.0.0\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@nordvik.example>\r\n\r\n--b--\r\n"
    )
    found = read(raw)
    assert found.bounces == (Bounce(BO, "5.1.1", "ours@nordvik.example"),)
    assert is_machine(found) is True


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * (5 * 1024 * 1024 + 1),
        b"A: b\n" * 3_000,
        b"From: a@b.c\n\n" + b"\n" * 130_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(9)),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200,
    ],
)
def test_a_mail_beyond_the_caps(raw):
    with pytest.raises(Malformed):
        read(raw)


def test_a_server_that_leaves_its_name_out_counts_only_on_top_and_only_when_asked_for():
    nameless = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=nordvik.example; dkim=pass (signature was verified) header.d=nordvik.example;dmarc=pass action=none header.from=nordvik.example;compauth=pass reason=100"
    raw = mail(BODY, sender=BO, results=nameless)
    assert [read_envelope(raw, authserv_id=name).genuine for name in ("exchange-online", MX)] == [True, False]
    on_top = b"Authentication-Results: spf=fail smtp.mailfrom=evil.example; dmarc=fail header.from=nordvik.example\r\n"
    assert read_envelope(on_top + raw, authserv_id="exchange-online").genuine is False
    named = mail(BODY, sender=BO, results=vouched("nordvik.example", by="exchange-online"))
    assert read_envelope(named, authserv_id="exchange-online").genuine is False
