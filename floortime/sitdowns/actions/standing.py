"""Who belongs to all dates of a series, and who leads one of them in another's place; knows this room and invitations."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people.model import Person
from floortime.sitdowns import invitations
from floortime.sitdowns.actions.briefing import forget_brief
from floortime.sitdowns.actions.moving import ours_to_change, still_to_come
from floortime.sitdowns.model import Seat, Series, SeriesMember, Sitdown
from floortime.sitdowns.queries.planning import clashes
from floortime.words import _


def add_member(act: Act, series: Series, person: Person) -> None:
    """Somebody belongs to all dates from now on: the whole series goes to them alone. Added twice, once."""
    _running(series)
    if person.id == series.leader_id:
        raise Refused(_("The leader belongs to every date anyway."))
    if not person.employed_on(act.today):
        raise Refused(_("%(name)s does not work here on that day.", name=person.name or _("This person")))
    if act.session.get(SeriesMember, (series.id, person.id)) is not None:
        return
    act.session.add(SeriesMember(series_id=series.id, person_id=person.id))
    act.session.flush()
    if series.state == "open":
        invitations.invite_member(act, series, person)
    journal.write(act, "series.member_added", "series", series.id, person=person.id)


def remove_member(act: Act, series: Series, person: Person) -> None:
    """They no longer belong to it: out of their calendar at once, the others' copies stay as they are."""
    row = act.session.get(SeriesMember, (series.id, person.id))
    if row is None:
        return
    act.session.delete(row)
    act.session.flush()
    if series.state == "open":
        invitations.withdraw_member(act, series, person)
    journal.write(act, "series.member_removed", "series", series.id, person=person.id)


def hand_over_sitdown(act: Act, sitdown: Sitdown, person: Person, *, reason: str) -> None:
    """Another leads this one date, or its own leader again; those seated read the reason and keep their answers."""
    still_to_come(act, sitdown, _("This sit-down is over. Nobody can lead it any more."))
    ours_to_change(act, sitdown)
    former_id = sitdown.leader_id
    if person.id == former_id:
        return
    _can_lead(act, sitdown, person)
    forget_brief(act, sitdown, of_id=former_id)
    sitdown.leader_id, sitdown.reason = person.id, reason
    act.session.flush()
    invitations.change_seats(act, sitdown, retimed=False)
    invitations.hand_over(act, sitdown, former_id)
    journal.write(act, "sitdown.handed_over", "sitdown", sitdown.id, person=person.id, former=former_id)


def _running(series: Series) -> None:
    if series.state == "ended":
        raise Refused(_("This series has ended."))


def _can_lead(act: Act, sitdown: Sitdown, person: Person) -> None:
    if not person.employed_on(sitdown.start_local.date()):
        raise Refused(_("%(name)s does not work here on that day.", name=person.name or _("This person")))
    seat = act.session.get(Seat, (sitdown.id, person.id))
    if seat is not None and seat.state == "invited" and seat.answer != "declined":
        raise Refused(_("%(name)s has a seat there. Take it back first.", name=person.name))
    if clashes(act.session, sitdown, Sitdown.leader_id == person.id):
        raise Refused(_("%(name)s sits down with others at that time.", name=person.name))
