"""The press that erases somebody who has left, from every room; knows forgetting, web."""

from flask import Response

from floortime.desk.forgetting import erase_everywhere
from floortime.desk.views import bp
from floortime.errors import NotFound
from floortime.people.access import may_manage_people
from floortime.people.forms.managing import EraseForm
from floortime.people.model import Person
from floortime.people.rosters import may_see
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, found, me
from floortime.web.pages import onward
from floortime.words import _


@bp.post("/people/<int:person_id>/erase")
@access(chief)
def erase(person_id: int) -> Response:
    """Make a leaver a blank person."""
    EraseForm()
    with begin() as act:
        row = found(act.session, Person, person_id)
        if row.kind == "blank" or not may_see(act.session, me(), row):
            raise NotFound
        allowed(may_manage_people(me()))
        erase_everywhere(act, row)
    return onward("people.people", _("One person is erased. What they were part of is still counted."))
