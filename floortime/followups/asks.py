"""The first letter about several promises that came with a list: each is asked, as in a first letter about one; knows letters, numbered."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select

from floortime.act import Act
from floortime.followups import letters
from floortime.followups.model import Followup
from floortime.followups.numbered import MOST, letter_id
from floortime.followups.queries.askers import Asker
from floortime.mail.posting import post
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import house, recipient

EVENT = "promises_asked"
NAMED = 20
"""Promises that a letter to somebody who works here names: the others stand in their list. A guest has none, and reads all."""


def ask_for_several(act: Act, owner: Person, rows: Sequence[Followup], asker: Asker | None) -> Letter | None:
    """“Can you clear these?” in one letter; None for somebody who cannot be written to. A guest's is in the tongue of most of them."""
    tongue = Counter(row.language for row in rows).most_common(1)[0][0]
    to = recipient(owner, act.today, about=tongue)
    if to is None:
        return None
    guest = owner.kind == "guest"
    named = rows if guest else rows[:NAMED]
    asked = [
        {
            **letters.facts_of(act, row),
            "link": letters.mail_link(act, row, owner.id),
            "language": row.language,
        }
        for row in named
    ]
    key = f"{EVENT}:{owner.id}:{act.today.isoformat()}"
    again = act.session.scalar(
        select(func.count()).where(
            Letter.to_id == owner.id, Letter.dedupe_key.startswith(key, autoescape=True)
        )
    )
    return post(
        act,
        to,
        EVENT,
        dedupe_key=f"{key}:{again}",
        subject=("person", owner.id),
        facts={
            "asked": asked,
            "count": len(rows),
            "more": len(rows) - len(named),
            "numbered": MOST,
            "asker": asker.name if asker is not None else "",
            "company": house(act.session).company if guest else "",
            "letters_page": f"{asked[0]['link']}/letters" if guest else "",
        },
        message_id=letter_id(act, named, owner.id),
        stop=letters.stop_at(owner, str(asked[0]["link"])),
    )
