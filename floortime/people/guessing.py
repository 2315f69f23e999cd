"""What a guest is called of whom we know an address alone: a name where the address is one, else the address; pure."""

import re

_SHARED = """
    account accounts admin administratie administration afdeling alle all avdeling avdelning back balie bedrijf billing booking
    bureau care center centre central centrum cloud contact customer customers debiteuren delivery desk dev digital dienst driftsupport
    einkauf factuur facturen faktura facilities facility finance finans front general group groep grupp gruppe hallo hallå hei helpdesk help hello
    hej hr huisvesting ict info informatie inkoop innkjøp inköp invoice invoices inbox it juridisk jobs kantoor klant klanten klantenservice
    klacht klachten kontakt kontor kund kunde kunder kundeservice kundservice kundtjänst leads legal logistics logistiek mail mailbox
    manager management marketing netwerk network networks night no noreply office ops operations order orders personeel personal planning post
    postmaster press privacy product products project projects purchasing receptie reception receptionen redactie reply root sales salg
    school security service servicedesk services shared shift shop site staff store strategy support system systems team tech technical technology techniek
    technik tickets time training vakt verkoop wachtdienst warehouse web webmaster west werk winkel
"""
NOT_PEOPLE = frozenset(_SHARED.split())
"""Words of shared mailboxes; one of them in an address and it is nobody's name."""
SMALL = frozenset(
    ["af", "av", "da", "de", "del", "den", "der", "di", "du", "het", "la", "le", "ten", "ter", "van", "von"]
)
_PART = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")
MOST = 5


def guessed(address: str) -> tuple[str, str]:
    """First and last name of lars.nygard@…; of an address that is no name itself, whole, in place of both.

    What stands before the @ alone is no name: “bea” is what a mailbox is called, and “desk” is nobody.
    """
    local = address.partition("@")[0].partition("+")[0]
    parts = re.split(r"[._]", local.lower())
    named = 2 <= len(parts) <= MOST and all(_PART.fullmatch(part) for part in parts)
    if not named or parts[0] in SMALL or parts[-1] in SMALL or NOT_PEOPLE.intersection(parts):
        return address[:120], ""
    first, *last = [part if part in SMALL else part.title() for part in parts]
    return first, " ".join(last)


def greeted(first_name: str, address: str) -> bool:
    """Whether a letter may greet by this name, or knows none: an address, or a part of it, greets nobody."""
    name = first_name.casefold()
    return bool(name) and "@" not in name and name != address.partition("@")[0].casefold()
