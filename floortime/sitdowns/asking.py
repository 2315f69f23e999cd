"""What leaders ask in the room: what a programme wrote, else the house's own three in the reader's language; pure, knows words."""

from datetime import date

from floortime.words import COMPLETE, _, in_language

ASKED = 3


def house_own() -> list[str]:
    """The three that stand as long as nobody wrote others, in the language of the moment."""
    return [
        _("What kept you from helping a customer well this week?"),
        _("What do customers ask for that we cannot do?"),
        _("What should we stop doing?"),
    ]


def written(questions: str) -> list[str]:
    """The questions that somebody wrote, as they stand; none where they are the house's own, in whichever language."""
    lines = [line.strip() for line in questions.splitlines() if line.strip()]
    for code in COMPLETE:
        with in_language(code):
            if lines == house_own():
                return []
    return lines


def asked(questions: str) -> list[str]:
    """All questions of a programme, as its reader reads them."""
    return written(questions) or house_own()


def asked_on(questions: str, day: date) -> list[str]:
    """Three of them, the next three the next week."""
    every = asked(questions)
    if len(every) <= ASKED:
        return every
    first = day.toordinal() // 7 * ASKED
    return [every[(first + n) % len(every)] for n in range(ASKED)]
