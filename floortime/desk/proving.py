"""What a programme asks of "done": nothing, something that shows it, or a second pair of eyes; knows follow-ups' rules."""

from flask import Response
from wtforms import RadioField, SelectField

from floortime.desk.views import bp
from floortime.errors import Stale
from floortime.followups.actions import change_proof
from floortime.followups.queries.proofs import Proof, proof_rule
from floortime.sitdowns import queries as sitdowns
from floortime.sitdowns.access import may_set_programme
from floortime.sitdowns.actions import own_programme
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries.series import leaders_for
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, me, reading
from floortime.web.forms import Form, options
from floortime.web.pages import onward, page, today
from floortime.words import _, lazy

KINDS = {
    "": lazy("Nothing more: the floor is asked at once"),
    "evidence": lazy("Something that shows it: a picture, a PDF or a document"),
    "eyes": lazy("A second pair of eyes: another person looks, then the floor is asked"),
}


class ProofForm(Form):
    """What "done" needs, and who looks."""

    kind = RadioField(
        lazy("When an owner says done"), choices=lambda: [(key, str(said)) for key, said in KINDS.items()]
    )
    looker_id = SelectField(lazy("Who looks"), coerce=int)

    def offer(self, looker_id: int | None) -> "ProofForm":
        """Leaders, oneself, and whoever is named already."""
        session = reading()
        people = [(p.id, p.name) for p in leaders_for(session, me(), today())]
        known = {key for key, _name in people}
        if me().id not in known:
            people.append((me().id, me().name))
        if looker_id and looker_id not in {key for key, _name in people}:
            people.append((looker_id, _("Somebody who does not lead any more")))
        self.looker_id.choices = options([(0, _("The leader who promised")), *people])
        return self

    def show(self, programme: Programme, proof: Proof) -> "ProofForm":
        """As it stands."""
        self.kind.data, self.looker_id.data = proof.kind, proof.looker_id or 0
        self.version.data = str(programme.version)
        return self

    def proof(self) -> Proof:
        """What was chosen."""
        eyes = self.kind.data == "eyes"
        return Proof(str(self.kind.data), (self.looker_id.data or None) if eyes else None)


@bp.route("/programme/done", methods=["GET", "POST"])
@access(chief)
def done() -> Response:
    """What is asked before the floor is."""
    allowed(may_set_programme(me()))
    programme = sitdowns.default_programme(reading())
    stands = proof_rule(reading(), programme.id)
    form = ProofForm().offer(stands.looker_id)
    if not form.is_submitted():
        return page("desk/done.html", form=form.show(programme, stands))
    if not form.validate():
        return page("desk/done.html", 422, form=form)
    with begin() as act:
        row = own_programme(act)
        if form.seen_version is not None and form.seen_version != row.version:
            raise Stale
        change_proof(act, row, form.proof())
    return onward("desk.programme", _("Kept. It counts for what is said to be done from now on."))
