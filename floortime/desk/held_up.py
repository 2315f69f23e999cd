"""What stands over the board while no letter leaves: held back, or refused by the mail server; knows queries' HeldUp, no database."""

from datetime import date

from floortime.dates import clock, local, weekday_short
from floortime.desk.queries import HeldUp
from floortime.desk.rail import said
from floortime.words import ngettext


def held_up(found: HeldUp | None, zone: str, today: date) -> str:
    """That letters do not leave, since when on the reader's clock, and how many; empty while they do."""
    if found is None:
        return ""
    at = local(found.since, zone)
    when = clock(at) if at.date() == today else f"{weekday_short(at.date(), today.year)}, {clock(at)}"
    if found.by_hand:
        return ngettext(
            "Letters are held back since %(when)s: nobody is written to until an admin lets them go. %(number)s waits.",
            "Letters are held back since %(when)s: nobody is written to until an admin lets them go. %(number)s wait.",
            found.n,
            when=when,
            number=said(found.n),
        )
    return ngettext(
        "Letters have not left since %(when)s: the mail server refuses them. %(number)s waits.",
        "Letters have not left since %(when)s: the mail server refuses them. %(number)s wait.",
        found.n,
        when=when,
        number=said(found.n),
    )
