"""The programme's chase: who is told when, and who its sponsor is; knows the chase of follow-ups, sit-downs' programme."""

from typing import Any

from flask import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import Optional

from floortime.desk.views import bp
from floortime.errors import Stale
from floortime.followups.actions import change_chase
from floortime.followups.chase import Rules
from floortime.followups.queries.chasing import OfProgramme, rules_of
from floortime.sitdowns import queries as sitdowns
from floortime.sitdowns.access import may_set_programme
from floortime.sitdowns.actions import own_programme
from floortime.sitdowns.forms.fields import NumberField
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries.series import leaders_for
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, me, reading
from floortime.web.forms import Form, options
from floortime.web.pages import onward, page, today
from floortime.words import _, lazy


class ChaseForm(Form):
    """Days before and days of grace; an empty field leaves a step out."""

    before = NumberField(lazy("Before the date"), [Optional()], least=1, most=10)
    week = BooleanField(lazy("Once a week after the date"))
    manager = NumberField(lazy("The owner’s manager"), [Optional()], least=1, most=60)
    sponsor = NumberField(lazy("The sponsor"), [Optional()], least=1, most=90)
    sponsor_id = SelectField(lazy("Who the sponsor is"), coerce=int)

    def offer(self, sponsor_id: int | None) -> "ChaseForm":
        """Leaders, and whoever is named already."""
        session = reading()
        people = [(p.id, p.name) for p in leaders_for(session, me(), today())]
        own = sponsor_id or 0
        if own and own not in {key for key, _name in people}:
            people.append((own, _("Somebody who does not lead any more")))
        self.sponsor_id.choices = options([(0, _("The leader who promised")), *people])
        return self

    def show(self, programme: Programme, of: OfProgramme) -> "ChaseForm":
        """As it stands."""
        self.before.data, self.week.data = of.rules.before, of.rules.week is not None
        self.manager.data, self.sponsor.data = of.rules.manager, of.rules.sponsor
        self.sponsor_id.data = of.sponsor_id or 0
        self.version.data = str(programme.version)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """The sponsor hears of it last."""
        good = bool(super().validate(extra_validators))
        manager, sponsor = self.manager.data, self.sponsor.data
        if good and manager is not None and sponsor is not None and sponsor <= manager:
            self.sponsor.errors = [
                _("The sponsor is told after the manager. Write more than %(n)s days.", n=manager)
            ]
            return False
        return good

    def rules(self) -> Rules:
        """What was typed."""
        return Rules(self.before.data, 1 if self.week.data else None, self.manager.data, self.sponsor.data)


@bp.route("/programme/chase", methods=["GET", "POST"])
@access(chief)
def chase() -> Response:
    """Who hears of a promise when: its owner, their manager, the sponsor."""
    allowed(may_set_programme(me()))
    programme = sitdowns.default_programme(reading())
    of = rules_of(reading())[programme.id]
    form = ChaseForm().offer(of.sponsor_id)
    if not form.is_submitted():
        return page("desk/chase.html", form=form.show(programme, of))
    if not form.validate():
        return page("desk/chase.html", 422, form=form)
    with begin() as act:
        row = own_programme(act)
        if form.seen_version is not None and form.seen_version != row.version:
            raise Stale
        change_chase(act, row, form.rules(), sponsor_id=form.sponsor_id.data or None)
    return onward("desk.programme", _("Kept. What was said already stays said."))
