"""The admin's pages of webhooks: addresses, their secrets, what was sent; knows hooks, web."""

from flask import Blueprint, Response
from msgspec.structs import replace
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from floortime.dates import local
from floortime.errors import NotFound, Refused
from floortime.hooks import actions, queries
from floortime.hooks.model import Endpoint
from floortime.outbox.model import Letter
from floortime.outbox.queries import held_since
from floortime.web.access import access, admin
from floortime.web.acts import begin, found, me, reading
from floortime.web.forms import Form, NotLonger, options
from floortime.web.pages import onward, page
from floortime.words import _, lazy

bp = Blueprint("hooks", __name__)

STATES: dict[str, lazy] = {
    "on": lazy("Is told"),
    "off": lazy("Switched off"),
    "failed": lazy("Switched off: for three days it took nothing"),
}
DELIVERED: dict[str, lazy] = {
    "queued": lazy("waits"),
    "leased": lazy("on its way"),
    "sent": lazy("taken"),
    "withdrawn": lazy("taken back"),
    "frozen": lazy("held back"),
    "failed": lazy("not taken"),
}


class AddHookForm(Form):
    """An address and what it is told of."""

    url = StringField(lazy("Address"), [NotLonger(1000)])
    events = SelectMultipleField(
        lazy("What it is told of"),
        choices=options(actions.EVENTS.items()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class PressForm(Form):
    """A press of a button, and nothing else."""


@bp.get("/house/hooks")
@access(admin)
def hooks() -> Response:
    """Every address that is told."""
    return _all(AddHookForm(formdata=None))


def _all(form: AddHookForm, status: int = 200) -> Response:
    return page(
        "hooks/hooks.html", status, form=form, endpoints=queries.endpoints(reading()), states=STATES,
        events=actions.EVENTS,
    )  # fmt: skip


@bp.post("/house/hooks")
@access(admin)
def add() -> Response:
    """Add an address, and show its secret this once."""
    form = AddHookForm()
    if not form.validate():
        return _all(form, 422)
    try:
        with begin() as act:
            row = actions.add_endpoint(act, url=form.url.data or "", events=form.events.data or ())
            secret = actions.secret(act, row)
    except Refused as no:
        form.url.errors = [no.sentence]
        return _all(form, 422)
    return page("hooks/secret.html", endpoint=row, secret=secret, both=False)


@bp.get("/house/hooks/<int:endpoint_id>")
@access(admin)
def hook(endpoint_id: int) -> Response:
    """One address, and what was sent to it."""
    row = found(reading(), Endpoint, endpoint_id)
    if row.state == "removed":
        raise NotFound
    return page(
        "hooks/hook.html",
        endpoint=row,
        state=STATES[row.state],
        words=DELIVERED,
        events=[actions.EVENTS[name] for name in row.events.split()],
        deliveries=[
            replace(one, next_at=local(one.next_at, me().zone))
            for one in queries.deliveries(reading(), row.id)
        ],
        held=held_since(reading()),
    )


@bp.post("/house/hooks/<int:endpoint_id>/rotate")
@access(admin)
def rotate(endpoint_id: int) -> Response:
    """A new secret beside the old one, shown this once."""
    with begin() as act:
        row = found(act.session, Endpoint, endpoint_id)
        actions.rotate_secret(act, row)
        secret = actions.secret(act, row)
    return page("hooks/secret.html", endpoint=row, secret=secret, both=True)


@bp.post("/house/hooks/<int:endpoint_id>/<any(ping, settled, on, off, removed):what>")
@access(admin)
def press(endpoint_id: int, what: str) -> Response:
    """Try it, let the old secret go, switch it, or take it out."""
    with begin() as act:
        row = found(act.session, Endpoint, endpoint_id)
        if what == "ping":
            actions.ping(act, row)
        elif what == "settled":
            actions.drop_old_secret(act, row)
        else:
            actions.switch(act, row, to=what)
    if what == "removed":
        return onward("hooks.hooks", _("This address is told nothing any more."))
    said = {
        "ping": _("A message is on its way. Look here again in a moment."),
        "settled": _("From now on the new secret signs alone."),
        "on": _("It is told from now on."),
        "off": _("It is told nothing until you switch it on."),
    }
    return onward("hooks.hook", said[what], endpoint_id=endpoint_id)


@bp.post("/house/hooks/<int:endpoint_id>/again/<int:letter_id>")
@access(admin)
def again(endpoint_id: int, letter_id: int) -> Response:
    """Send one message once more, under its own id. A message about what nobody did has a number below zero."""
    return _again(endpoint_id, letter_id)


@bp.post("/house/hooks/<int:endpoint_id>/again/-<int:letter_id>")
@access(admin)
def again_unnamed(endpoint_id: int, letter_id: int) -> Response:
    """The same for such a one."""
    return _again(endpoint_id, -letter_id)


def _again(endpoint_id: int, letter_id: int) -> Response:
    with begin() as act:
        row = found(act.session, Endpoint, endpoint_id)
        letter = found(act.session, Letter, letter_id)
        if (letter.kind, letter.subject_id) != ("hook", row.id):
            raise NotFound
        actions.send_again(act, row, letter)
    return onward("hooks.hook", _("It goes out again, under the same id."), endpoint_id=endpoint_id)
