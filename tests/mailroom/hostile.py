"""Mails that mean harm, made up by the thousand from a seed: bombs, spoofs, broken encodings, giants, nests."""

import base64
from collections.abc import Callable, Iterator
from random import Random

from tests.mailroom.letters import MX, calendar, event, mail, reply


def hostile(n: int, seed: int, *, uid: str, person: str) -> Iterator[bytes]:
    """`n` of them. `uid` and `person` are a real event and a real guest, whom the forged ones speak for."""
    random = Random(seed)
    for number in range(n):
        made = random.choice(KINDS)(random, uid, person)
        yield (
            made + f"\r\nX-Number: {number}".encode()
            if random.random() < 0.5
            else f"X-Number: {number}\r\n".encode() + made
        )


def _bytes(random: Random, uid: str, person: str) -> bytes:
    return random.randbytes(random.randrange(1, 20_000))


def _forged(random: Random, uid: str, person: str) -> bytes:
    """An answer for somebody else, under every flag that a forger has."""
    results = random.choice(
        [
            None,
            f"{MX}.evil.example; dmarc=pass header.from=nordvik.example",
            f"{MX}; dmarc=pass header.from=evil.example",
            f"{MX}; dmarc=fail header.from=nordvik.example; dkim=pass header.d=nordvik.example",
            f"evil.example; x=y\r\nAuthentication-Results: {MX}; dmarc=pass header.from=nordvik.example".replace(
                "\r\n", " "
            ),
        ]
    )
    body = reply(uid, person, random.choice(["ACCEPTED", "DECLINED"]), sequence=random.randrange(10))
    sender = (
        person if results is None or "evil" not in results else random.choice([person, "eve@evil.example"])
    )
    more = random.choice([{}, {"Reply_To": person}, {"Sender": person}, {"Auto_Submitted": "auto-replied"}])
    return mail(body, sender=sender, results=results, **more)


def _takeover(random: Random, uid: str, person: str) -> bytes:
    """Somebody outside changes or cancels our own event."""
    method = random.choice(["REQUEST", "CANCEL", "ADD", "PUBLISH", "DECLINECOUNTER"])
    body = calendar(
        event(UID=uid, DTSTART="20261203T213000Z", ORGANIZER=":mailto:eve@evil.example"), method=method
    )
    return mail(body, sender="eve@evil.example", method=method)


def _rule(random: Random, uid: str, person: str) -> bytes:
    rule = random.choice(
        [
            "FREQ=SECONDLY",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=999999999",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;"
            + ";".join(
                f"BY{part}=" + ",".join(map(str, range(1, 60))) for part in ("HOUR", "MINUTE", "SECOND")
            ),
            "FREQ=MONTHLY;BYDAY=" + ",".join(f"{n}MO" for n in range(1, 6)),
            "FREQ=WEEKLY;UNTIL=99999999T999999Z",
            "FREQ=" + "A" * 10_000,
        ]
    )
    body = calendar(
        event(
            UID=f"{random.random()}@evil",
            DTSTART="20261203T213000Z",
            RRULE=rule,
            ORGANIZER=f":mailto:{person}",
        ),
        method="REQUEST",
    )
    return mail(body, sender=random.choice([person, "eve@evil.example"]), method="REQUEST", results=None)


def _zone(random: Random, uid: str, person: str) -> bytes:
    part = "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+9999\r\nTZOFFSETTO:+9999\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Evil\r\n{part * random.choice([1, 50, 3000])}END:VTIMEZONE\r\n"
    return calendar(
        event(UID=uid, DTSTART=";TZID=Evil:20261203T213000", ATTENDEE=f":mailto:{person}"), more=zone
    )


def _nest(random: Random, uid: str, person: str) -> bytes:
    depth = random.choice([6, 40, 99, 4_000])
    parts = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return b"From: a@b.example\r\n" + b"".join(parts)


def _giant(random: Random, uid: str, person: str) -> bytes:
    size = random.choice([1_000_000, 3_000_000, 4_900_000])
    kind = random.choice(
        [
            lambda: b"From: a@b.example\r\n\r\n" + b"x" * size,
            lambda: b"From: a@b.example\r\n\r\n" + b"x\r\n" * (size // 3),
            lambda: b"A: b\r\n" * (size // 6),
            lambda: b"Subject: " + b"=?utf-8?b?YQ==?= " * (size // 17) + b"\r\n\r\n",
            lambda: b"From: " + b'"((((" <a@b.c>, ' * (size // 16) + b"\r\n\r\n",
            lambda: b"BEGIN:VCALENDAR\r\nX:" + b"y" * size,
            lambda: (
                b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64.encodebytes(
                    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + b"ATTENDEE:mailto:a@b.c\r\n" * 40_000
                )
            ),
        ]
    )
    return kind()


def _many(random: Random, uid: str, person: str) -> bytes:
    line = random.choice(
        ["BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", "BEGIN:X\r\n", 'ATTENDEE;CN="a,b":mailto:a@b.c\r\n', "DTSTART:2026\r\n", "END:X\r\n"]
    )  # fmt: skip
    return f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n{line * random.choice([300, 8_000])}".encode()


def _dirt(random: Random, uid: str, person: str) -> bytes:
    """A genuine-looking answer that nobody vouches for, with bytes of it changed."""
    raw = bytearray(mail(reply(uid, person, "ACCEPTED"), sender=person, results=None))
    for _ in range(random.randrange(1, 60)):
        raw[random.randrange(len(raw))] = random.randrange(256)
    return bytes(raw)


def _encoding(random: Random, uid: str, person: str) -> bytes:
    charset = random.choice(
        ["utf-7", "utf-16", "idna", "rot13", "punycode", "unicode_escape", "nothing", "x" * 500, "zlib"]
    )
    how = random.choice(["base64", "quoted-printable", "uuencode", "8bit", "nothing"])
    body = random.choice([reply(uid, person, "ACCEPTED"), "=" * 5_000, "begin 644 x\r\n" + "M" * 500])
    raw = body if isinstance(body, bytes) else body.encode()
    head = f"From: {person}\r\nContent-Type: text/calendar; charset={charset}; method=REPLY\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    return head.encode() + raw


def _injection(random: Random, uid: str, person: str) -> bytes:
    evil = random.choice(
        [
            "a\\nBEGIN:VEVENT",
            "x\r\nBcc: all@nordvik.example",
            "<script>alert(1)</script>",
            "\u202e\u2028",
            "%(who)s %s {0}",
        ]
    )
    body = calendar(
        event(
            UID=f"{evil}@x",
            SUMMARY=evil,
            COMMENT=evil,
            ATTENDEE=f";CN={evil}:mailto:{person}",
            DTSTART="20261203T213000Z",
        )
    )
    return mail(body, sender="eve@evil.example", results=None)


KINDS: tuple[Callable[[Random, str, str], bytes], ...] = (
    _bytes, _forged, _forged, _forged, _takeover, _rule, _zone, _nest, _giant, _many, _dirt, _dirt, _encoding, _injection,
)  # fmt: skip
