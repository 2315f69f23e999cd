"""What happened to an entry, line by line, newest first; pure: told lines in, words out."""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from floortime import dates
from floortime.followups.chase import ABOVE
from floortime.log.queries.entry import Found, Told
from floortime.obstacles.dimensions import in_a_sentence
from floortime.obstacles.voices import FEWEST
from floortime.people import naming
from floortime.people.naming import GUEST
from floortime.words import _, language, numeral

_NOTHING = Markup("")


class Happened(Struct, frozen=True):
    """One line of what happened."""

    day: date
    light: str = ""
    signer: str = ""
    department: str = ""
    head: str = ""
    rest: str = ""
    html: Markup = _NOTHING
    lang: str = ""
    note: str = ""
    turn: tuple[str, int, int] = ("", 0, 0)
    """Where it stands within its day: when somebody did it. Of what the floor said days are all that is kept: it stands as early as it can."""


def happened(found: Found, lines: list[Told], today: date) -> list[Happened]:
    """By day, the newest first; within one in the order in which people did it, and what the floor said among that where it may have been."""
    first = found.row.published_on
    return sorted(
        _since_published(found, lines, today),
        key=lambda h: (h.day, h.light != "new" if h.day == first else True, h.turn),
    )[::-1]


def _since_published(found: Found, lines: list[Told], today: date) -> Iterator[Happened]:
    """What is older than the public words is told under their day.

    A promise made in the room would otherwise give away the day of the sit-down, and so who sat there.
    """
    first = found.row.published_on
    for told in _happened(found, lines, today):
        yield told if told.day >= first else replace(told, day=first)


def _happened(found: Found, lines: list[Told], today: date) -> Iterator[Happened]:
    o = found.row
    yield Happened(
        o.published_on,
        light="new",
        head=_("In the log"),
        rest=_(
            "%(subject)s, asked of %(department)s",
            subject=in_a_sentence(o.dimension),
            department=found.department,
        ),
    )
    works = {t.more: t.n for t in lines if t.kind == "verdicts"}
    closing = {Markup(t.words).striptags() for t in lines if t.kind == "answer" and t.more == "closing"}  # noqa: S704
    many = sum(t.kind == "promise" for t in lines) > 1
    for t in lines:
        if t.kind == "answer":
            yield _answer(t, found, today)
        elif t.kind == "round":
            yield from _round(t, works.get(str(t.n), 0), said=" ".join(t.words.split()) in closing)
        elif t.kind == "voices" and t.n >= FEWEST:
            yield Happened(
                date.fromisoformat(t.on),
                head=_("%(n)s more", n=numeral(t.n).capitalize()),
                rest=_("said me too"),
            )
        elif t.kind == "made":
            yield _promised(t)
        elif t.kind == "handed":
            yield _handed(t, many=many)
        elif t.kind == "moved":
            yield _moved(t, today)
        elif t.kind == "progress" or (t.kind == "claimed" and " ".join(t.words.split()) not in closing):
            yield _said(t)
    yield from _reminders(lines)


def _promised(t: Told) -> Happened:
    """By whom, also when it is somebody else's by now."""
    name = naming.said(t.who, t.department) or t.department
    rest = _("by %(name)s: %(what)s", name=name, what=t.words)
    return Happened(date.fromisoformat(t.on), head=_("Promised"), rest=rest, turn=_turn(t))


def _turn(t: Told) -> tuple[str, int, int]:
    return t.at, t.turn, 0


def _handed(t: Told, *, many: bool) -> Happened:
    """Whose it is now; nobody's, while the chief of staff looks for somebody."""
    name = (
        naming.said(t.who, t.department) if t.who else _("nobody yet; the chief of staff looks for somebody")
    )
    rest = _("to %(name)s: %(what)s", name=name, what=t.words) if many else _("to %(name)s", name=name)
    return Happened(date.fromisoformat(t.on), head=_("Handed over"), rest=rest, turn=_turn(t))


def _moved(t: Told, today: date) -> Happened:
    day = dates.day(date.fromisoformat(t.due), today.year)
    rest = _("to %(day)s: “%(reason)s”", day=day, reason=t.words)
    return Happened(date.fromisoformat(t.on), head=_("Moved"), rest=rest, turn=_turn(t))


def _said(t: Told) -> Happened:
    """What its owner says was done; or how far it is, as a chief of staff let the log show it."""
    return Happened(
        date.fromisoformat(t.on),
        light="doing",
        signer=naming.signed(t.who, t.department) or _("Somebody who has left"),
        department="" if t.who == GUEST else t.department,
        html=Markup("<p>{}</p>").format(t.words),
        lang=t.language if t.language != language() else "",
        turn=_turn(t),
    )


def _answer(t: Told, found: Found, today: date) -> Happened:
    """Signed for their own department; of a guest, who stands by no name, for that which was asked."""
    review = dates.day(date.fromisoformat(t.due), today.year) if t.due else ""
    return Happened(
        date.fromisoformat(t.on),
        light="cannot" if t.more == "no" else "doing",
        signer=naming.signed(t.who, found.department) or _("Somebody who has left"),
        department="" if t.who == GUEST else t.department,
        html=Markup(t.words),  # noqa: S704 - cleaned when it was written
        lang=t.language if t.language != language() else "",
        note=_("Looked at again on %(day)s.", day=review) if review else "",
        turn=_turn(t),
    )


def _round(t: Told, works: int, *, said: bool) -> Iterator[Happened]:
    """The question and its end. `said`: what was done stands just below it, signed by who says so."""
    asked = _("The floor is asked.") if said else _("The floor is asked: %(sentence)s", sentence=t.words)
    yield Happened(date.fromisoformat(t.on), light="claimed", head=_("Works now?"), rest=asked, turn=_turn(t))
    if not t.due:
        return
    day = date.fromisoformat(t.due)
    end = (t.at, t.turn, 1) if t.due == t.on else ("", 0, 1)
    if t.stage == "fixed":
        many = numeral(works) if works >= FEWEST else _("a few")
        yield Happened(
            day, light="fixed", head=_("Confirmed fixed"), rest=_("by %(n)s of you", n=many), turn=end
        )
    elif t.stage == "not_yet":
        yield Happened(
            day, light="doing", head=_("Not yet"), rest=_("says the floor; it is in hand again"), turn=end
        )
    elif t.stage == "unconfirmed":
        yield Happened(
            day,
            light="unconfirmed",
            head=_("Unconfirmed"),
            rest=_("nobody said whether it works"),
            turn=end,
        )


def _reminders(lines: list[Told]) -> Iterator[Happened]:
    """Each once a day, and in no name: the chase is the house's own."""
    told: dict[tuple[str, str, str], str] = {}
    for t in lines:
        if t.kind == "reminder":
            one = (t.on, t.stage if t.stage in ABOVE else "", t.department or naming.said(t.who, ""))
            told[one] = min(told.get(one, t.at), t.at)
    for (day, step, whom), at in sorted(told.items()):
        head, rest = _("Reminder"), _("to %(department)s", department=whom)
        if step:
            head = _("Passed up")
            rest = _("to whom its owner reports") if step == "manager" else _("to the sponsor")
        yield Happened(date.fromisoformat(day), head=head, rest=rest, turn=(at, 0, 0))
