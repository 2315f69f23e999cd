"""The pages of recognition: one thanks to print, and all that were said to me and my team; knows queries, actions."""

from flask import Blueprint, Response

from floortime.recognition import access as may
from floortime.recognition import queries
from floortime.recognition.actions import agree_as_leader, agree_as_thanked
from floortime.recognition.forms import ShowThanksForm
from floortime.recognition.model import Thanks
from floortime.web.access import access, log_reader, signed_in
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.pages import onward, page, today
from floortime.words import _

bp = Blueprint("recognition", __name__)


@bp.get("/thanks", endpoint="aloud")
@access(log_reader)
def aloud() -> Response:
    """What both sides let everybody read; open to whom the log is open."""
    return page("recognition/aloud.html", said=queries.public_thanks(reading(), today()))


def said_aloud_to(person_id: int) -> list[queries.Thanked]:
    """Lent to a person's page: what was said to them and to their team, as far as everybody may read it."""
    teams = queries.team_ids(reading(), person_id, today())
    return queries.public_thanks_to(reading(), person_id, teams, today())


@bp.get("/thanks/<int:thanks_id>")
@access(signed_in)
def thanks(thanks_id: int) -> Response:
    """One thanks on a page of its own, to read or to print for somebody without e-mail."""
    row = found(reading(), Thanks, thanks_id)
    teams = queries.team_ids(reading(), me().id, today())
    allowed(may.may_read_thanks(me(), row, teams), see=False)
    return page(
        "recognition/thanks.html",
        row=row,
        said=queries.one_thanks(reading(), thanks_id),
        thanked=may.is_thanked(me(), row, teams),
        leads=may.may_agree_as_leader(me(), row),
    )


@bp.post("/thanks/<int:thanks_id>/shown")
@access(signed_in)
def shown(thanks_id: int) -> Response:
    """Either side's word on whether others may read it."""
    form = ShowThanksForm()
    with begin() as act:
        row = found(act.session, Thanks, thanks_id)
        teams = queries.team_ids(act.session, me().id, today())
        thanked, leads = may.is_thanked(me(), row, teams), may.may_agree_as_leader(me(), row)
        allowed(thanked or leads, see=may.may_read_thanks(me(), row, teams))
        if thanked:
            agree_as_thanked(act, row, shown=form.wants)
        else:
            agree_as_leader(act, row, shown=form.wants)
        both = may.is_public(row)
    said = _("Both want it: it is shown.") if both else _("Noted. It is shown only if both of you want it.")
    return onward("recognition.thanks", said, thanks_id=thanks_id)


@bp.get("/me/thanks", endpoint="mine")
@access(signed_in)
def mine() -> Response:
    """What was said to me and to my team."""
    teams = queries.team_ids(reading(), me().id, today())
    return page("recognition/mine.html", said=queries.thanks_for(reading(), me().id, teams))
