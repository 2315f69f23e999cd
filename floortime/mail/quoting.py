"""What somebody wrote anew in a reply, without what they quoted, their signature and their greeting; pure, knows nobody.

Written for the programs people use (Outlook, Gmail, Apple Mail, Thunderbird) in English, Dutch, Swedish and
Norwegian, whether they answer above the letter, below it or between its lines.
"""

import re
from collections.abc import Sequence

MOST_LINES = 2_000

_QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s)")
_SAID = r"(?:wrote|writes|schreef|schrijft|geschreven|skrev|skriver)\b"
_ATTRIBUTION = re.compile(
    rf"^\s*\**(?:on|op|den|på|am|le)\b.{{0,300}}{_SAID}.{{0,120}}:\**\s*$"
    rf"|^\s*.{{0,300}}(?:<[^<>\s]+@[^<>\s]+>|\d{{4}}|\d{{1,2}}:\d\d).{{0,120}}{_SAID}.{{0,120}}:\**\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(
    r"^\s*(?:[-_*]{2,}\s*(?:original message|forwarded message|oorspronkelijk bericht|doorgestuurd bericht"
    r"|ursprungligt meddelande|vidarebefordrat meddelande|opprinnelig melding|videresendt melding"
    r"|original-?meddelande)\b.*|_{20,}\s*)$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\**(?:from|van|från|fra)\s*:\**\s*\S", re.IGNORECASE)
_SENT = re.compile(
    r"^\s*\**(?:sent|date|verzonden|datum|skickat|sendt|dato|to|aan|till|til|subject|onderwerp|ämne|emne)\s*:",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^\s*--\s*$")
_SENT_FROM = re.compile(
    r"^\s*(?:sent from (?:my|outlook|mail|yahoo|samsung|a)\b|get outlook for\b|verstuurd vanaf\b|verzonden vanaf\b"
    r"|verzonden via\b|outlook voor (?:ios|android)\b|download outlook voor\b|skickat från\b|hämta outlook för\b"
    r"|sendt fra\b|skaff (?:deg )?outlook for\b|last ned outlook for\b|hent outlook\b)",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"^\s*(?:(?:with )?(?:kind|best|warm|many)? ?regards|best wishes|all the best|best|cheers|yours sincerely"
    r"|(?:many )?thanks|thank you"
    r"|met (?:vriendelijke|hartelijke|groeten) ?groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|gr"
    r"|(?:alvast )?bedankt|dank(?:jewel| je wel)?"
    r"|(?:med )?v[äa]nlig(?:a)? h[äa]lsning(?:ar)?|(?:bästa )?h[äa]lsningar|mvh|tack(?: på förhand)?"
    r"|(?:med )?vennlig hilsen|(?:beste )?hilsen|(?:på forhånd )?takk)"
    r"\s*[,.!]?(?:\s+[^\W\d_][\w.’'-]*){0,3}\s*[,.!]?\s*$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|dear|good (?:morning|afternoon|evening)|hey|beste|hallo|hoi|dag|geachte"
    r"|goede(?:morgen|middag|navond)|hej(?:san)?|tjena|god (?:morgon|morgen|dag|kväll|kveld|formiddag|ettermiddag)"
    r"|hei(?:san)?|kjære)"
    r"(?:\s+[^\W\d_][\w.’'-]*){0,4}\s*[,!.:]?\s*$",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"^\s*[\[*(]*\s*(?:external|extern|ekstern|caution|let op|obs|advarsel|warning)\b.{0,200}(?:mail|e-post|epost|organi[sz]ati)",
    re.IGNORECASE,
)


def newly_said(text: str) -> str:
    """The words of a reply that are the sender's own, line ends as they were; empty when there are none."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
    rows = _without_goodbye(_unquoted(_upto_the_letter(rows)))
    while rows and (not rows[0].strip() or _BANNER.match(rows[0])):
        rows = rows[1:]
    rest = rows[1:]
    if rows and _GREETING.match(rows[0]) and any(row.strip() for row in rest):
        rows = rest
    return re.sub(r"\n{3,}", "\n\n", "\n".join(row.rstrip() for row in rows)).strip()


def _upto_the_letter(rows: Sequence[str]) -> list[str]:
    """Without what follows a line that opens a whole quoted letter: a separator, or a head of From, Sent, To."""
    for at, row in enumerate(rows):
        following = [one for one in rows[at + 1 : at + 6] if one.strip()]
        opens = _FROM.match(row) and sum(1 for one in following[:4] if _SENT.match(one)) >= 2
        if opens or (_SEPARATOR.match(row) and _letter_follows(row, following)):
            return list(rows[:at])
    return list(rows)


def _letter_follows(row: str, following: Sequence[str]) -> bool:
    """A bare rule is one only over the head of a letter; words say it by themselves."""
    return row.strip().strip("_") != "" or any(_FROM.match(one) for one in following[:2])


def _unquoted(rows: Sequence[str]) -> list[str]:
    """Without quoted lines and the words that introduce them."""
    kept: list[str] = []
    at = 0
    while at < len(rows):
        if _QUOTED.match(rows[at]):
            at += 1
            continue
        length = _introduced(rows, at)
        if length:
            if not _quotes_follow(rows, at + length):
                break  # a program that does not mark what it quotes: all that follows is the letter
            at += length
            continue
        kept.append(rows[at])
        at += 1
    return kept


def _introduced(rows: Sequence[str], at: int) -> int:
    """How many lines "On Monday … wrote:" takes from here: programs fold it over up to four; 0 when it is none."""
    for length in range(1, 5):
        part = rows[at : at + length]
        if len(part) < length or not part[-1].strip() or _QUOTED.match(part[-1]):
            return 0
        if _introduces(part):
            # Words right above it are not of it: it begins at the last line from which it still reads so.
            return 0 if any(_introduces(part[k:]) for k in range(1, length)) else length
    return 0


def _introduces(part: Sequence[str]) -> bool:
    said = " ".join(one.strip() for one in part)
    # The plain look first: the pattern takes its time over a long line that is none.
    return len(said) < 500 and said.rstrip("* ").endswith(":") and _ATTRIBUTION.match(said) is not None


def _quotes_follow(rows: Sequence[str], at: int) -> bool:
    return next((bool(_QUOTED.match(row)) for row in rows[at:] if row.strip()), True)


def _without_goodbye(rows: Sequence[str]) -> list[str]:
    """Without what people put under every mail; a goodbye is one only under something that was said."""
    said = False
    for at, row in enumerate(rows):
        if _DASHES.match(row) or _SENT_FROM.match(row) or (said and _GOODBYE.match(row)):
            return list(rows[:at])
        said = said or bool(row.strip() and not _GREETING.match(row))
    return list(rows)
