"""Leading a fix together with its owner: offered, agreed or declined, credited with consent, left; knows act, letters."""

from datetime import date

from floortime import links
from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import letters
from floortime.followups.model import Followup
from floortime.journal import actions as journal
from floortime.mail.posting import post, undoable_until
from floortime.obstacles.actions.moving import show_anew
from floortime.obstacles.model import CoLead, Obstacle
from floortime.obstacles.promised import still_open, title_of
from floortime.obstacles.queries.coleads import LEADABLE, owners_of, who_agrees
from floortime.outbox import actions as outbox
from floortime.people.model import Person
from floortime.people.queries import recipient
from floortime.words import _

TOLD = "colead_told"


def offer_to_lead(
    act: Act, obstacle: Obstacle, person: Person, *, hours: int, until_on: date, credited: bool
) -> CoLead:
    """Say that one would lead it with its owner. Whoever leads their team, or the chief of staff, is asked."""
    if obstacle.stage not in LEADABLE:
        raise Refused(_("Nothing is to be fixed here right now."))
    if not owners_of(act.session, obstacle, act.today):
        raise Refused(
            _("Nobody has promised anything about it yet. Once somebody owns it, you can lead with them.")
        )
    if until_on <= act.today:
        raise Refused(_("Choose a day to come."))
    row = act.session.get(CoLead, (obstacle.id, person.id))
    if row is None:
        row = CoLead(obstacle_id=obstacle.id, person_id=person.id, offers=0)
        act.session.add(row)
    elif row.state in {"offered", "agreed"} and (row.hours, row.until_on) == (hours, until_on):
        return row
    was_agreed = row.state == "agreed"
    row.hours, row.until_on, row.credited = hours, until_on, credited
    row.state, row.offered_on, row.offers = "offered", act.today, row.offers + 1
    row.answered_by_id = row.answered_on = None
    act.session.flush()
    if was_agreed:
        show_anew(act, obstacle)  # other hours are to be agreed anew; until then it names nobody
    journal.write(act, "colead.offered", "obstacle", obstacle.id, person_id=person.id, hours=hours)
    for one in who_agrees(act.session, person.id, act.today):
        _tell(act, obstacle, row, person, one, "asked")
    return row


def agree_to_lead(act: Act, obstacle: Obstacle, row: CoLead) -> None:
    """These hours are theirs. The owner, and who offered, read it."""
    if row.state == "agreed":
        return
    if row.state != "offered":
        raise Refused(_("This offer does not stand any more."))
    person = _answer(act, row, "agreed")
    show_anew(act, obstacle)
    journal.write(act, "colead.agreed", "obstacle", obstacle.id, person_id=row.person_id)
    for owner in owners_of(act.session, obstacle, act.today):
        _tell(act, obstacle, row, person, owner, "agreed")
    _tell(act, obstacle, row, person, person, "agreed")


def decline_to_lead(act: Act, obstacle: Obstacle, row: CoLead) -> None:
    """Not now: who offered reads it, and nobody else does."""
    if row.state != "offered":
        return
    person = _answer(act, row, "declined")
    journal.write(act, "colead.declined", "obstacle", obstacle.id, person_id=row.person_id)
    _tell(act, obstacle, row, person, person, "declined")


def take_back_word(act: Act, obstacle: Obstacle, row: CoLead) -> None:
    """It waits again: taken back by whoever gave the answer, that day, while nobody has read it."""
    if row.state == "offered":
        return
    mine = row.answered_by_id == (act.by.for_id or act.person_id) and row.answered_on == act.today
    if row.state not in {"agreed", "declined"} or not mine:
        raise Refused(_("This offer does not stand any more."))
    about = f"colead:{row.state}:{obstacle.id}:{row.person_id}:{row.offers}:"
    if outbox.has_gone(act, TOLD, about):
        raise Refused(_("The letters about it have gone. It cannot be taken back any more."))
    outbox.take_out_all(act, TOLD, about)
    was_agreed = row.state == "agreed"
    row.state, row.answered_by_id, row.answered_on = "offered", None, None
    act.session.flush()
    if was_agreed:
        show_anew(act, obstacle)
    journal.write(act, "colead.word_taken_back", "obstacle", obstacle.id, person_id=row.person_id)


def step_down(act: Act, obstacle: Obstacle, row: CoLead) -> None:
    """One press, no reason. The owner goes on alone, and reads it if they knew of it."""
    if row.state not in {"offered", "agreed"}:
        return
    known, row.state = row.state == "agreed", "left"
    act.session.flush()
    journal.write(act, "colead.left", "obstacle", obstacle.id, person_id=row.person_id)
    if known:
        show_anew(act, obstacle)
        person = act.session.get_one(Person, row.person_id)
        for owner in owners_of(act.session, obstacle, act.today):
            _tell(act, obstacle, row, person, owner, "left")


def set_credit(act: Act, obstacle: Obstacle, row: CoLead, *, credited: bool) -> None:
    """Whether the entry names them; theirs to say at any time."""
    if row.credited == credited:
        return
    row.credited = credited
    act.session.flush()
    if row.state == "agreed":
        show_anew(act, obstacle)
    journal.write(act, "colead.credited" if credited else "colead.uncredited", "obstacle", obstacle.id)


def _answer(act: Act, row: CoLead, state: str) -> Person:
    row.state, row.answered_by_id, row.answered_on = state, act.by.for_id or act.person_id, act.today
    act.session.flush()
    return act.session.get_one(Person, row.person_id)


def _tell(act: Act, obstacle: Obstacle, row: CoLead, person: Person, to: Person, how: str) -> None:
    """To whoever is asked, to the owner, and to who offered: each once for each offer."""
    written = recipient(to, act.today, about=obstacle.language)
    if written is None:
        return
    theirs = _promised_by(act, obstacle, to) if to.kind == "guest" else None
    own = letters.mail_link(act, theirs, to.id) if theirs is not None else ""
    post(
        act,
        written,
        TOLD,
        dedupe_key=f"colead:{how}:{obstacle.id}:{person.id}:{row.offers}:{to.id}",
        subject=("obstacle", obstacle.id),
        not_before=undoable_until(act) if how in {"agreed", "declined"} else None,
        facts={
            "how": how,
            "yours": to.id == person.id,
            "who": person.name,
            "hours": row.hours,
            "until_on": row.until_on,
            "said": title_of(act.session, obstacle, written.language),
            "link": links.to(act.settings, "obstacles", obstacle.code, "co-lead"),
            "staff": to.kind == "staff",
            "own": own,
        },
        stop=letters.stop_at(to, own),
    )


def _promised_by(act: Act, obstacle: Obstacle, owner: Person) -> Followup | None:
    """One of an owner's promises about it: a guest has no page but the one behind its link."""
    return next((f for f in still_open(act.session, obstacle.id) if f.owner_id == owner.id), None)
