"""What an owner can answer, and what the floor then reads: the same five ways by mail and signed in; knows the verbs."""

from datetime import date
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import DateField
from wtforms.validators import Optional

from floortime.act import Act
from floortime.followups.actions import add_all, add_progress
from floortime.followups.model import Followup
from floortime.obstacles.actions.impact import state_impact
from floortime.obstacles.actions.promises import accept_promise, drop_promise, move_promise, pass_promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, nothing_shows
from floortime.obstacles.forms import NamesMeant
from floortime.obstacles.impact_form import ImpactFields
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.stages import PUBLIC
from floortime.obstacles.views.naming import named
from floortime.people.actions import add_guest
from floortime.people.addresses import trouble
from floortime.web.acts import reading
from floortime.web.forms import Form, LineField, LinesField, NotLonger, OpenForm
from floortime.words import _, lazy

WAYS: dict[str, lazy] = {
    "accept": lazy("Accept"),
    "date": lazy("Other date"),
    "notmine": lazy("Not mine"),
    "cannot": lazy("Cannot, because…"),
    "done": lazy("Done"),
    "progress": lazy("Say how far it is"),
}
"""In the order of the letter; how far it is, is none of the five answers and changes nothing."""
MEANS: dict[str, lazy] = {
    "accept": lazy("I take this, by %(day)s"),
    "date": lazy("I take this, but by…"),
    "notmine": lazy("It belongs to…"),
    "cannot": lazy("The floor reads your reason"),
    "done": lazy("We ask the floor whether it works"),
    "progress": lazy("Nothing else changes"),
}
FIELDS: dict[str, tuple[str, ...]] = {
    "accept": (),
    "date": ("due_on", "why"),
    "notmine": ("address",),
    "cannot": ("why",),
    "done": ("claim", "files"),
    "progress": ("progress", "files"),
}


class _Answer:
    due_on = DateField(lazy("By when?"), validators=[Optional()])
    why = LineField(lazy("Why?"), [NotLonger(400)])
    address = LineField(lazy("Whose is it?"), [NotLonger(320)])
    claim = LinesField(lazy("What was done?"), [NotLonger(1000)])
    progress = LinesField(lazy("How far is it?"), [NotLonger(4000)])
    files = MultipleFileField(lazy("Something that shows it"))
    way = ""
    today: date | None = None
    owner_id: int | None = None
    """Who was meant by a name instead of an address."""
    name_fault = ""

    def said_right(self) -> bool:
        """Whether the field that the chosen answer needs says something that can be kept."""
        ok: bool = self.validate()  # type: ignore[attr-defined]
        missing = _missing(self)
        for name, sentence in missing.items():
            getattr(self, name).errors = [sentence]
        return ok and not missing


class AnswerForm(_Answer, ImpactFields, OpenForm):
    """An owner's answer behind a mail link."""


class AnswerSignedInForm(_Answer, ImpactFields, NamesMeant, Form):
    """An owner's answer, signed in."""


def _missing(form: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    if form.way == "date":
        if form.due_on.data is None:
            found["due_on"] = _("Choose a day.")
        elif form.today and form.due_on.data < form.today:
            found["due_on"] = _("That day is over. Choose today or a later day.")
    if form.way in {"date", "cannot"} and not form.why.data:
        found["why"] = _("Write one sentence: the floor reads it.")
    if form.way == "notmine" and form.address.data and form.owner_id is None:
        wrong = form.name_fault or trouble(form.address.data)
        if wrong:
            found["address"] = wrong
    if form.way == "progress" and not form.progress.data and not form.files.data:
        found["progress"] = _("Say in a few words how far it is.")
    if form.way == "done" and not form.claim.data:
        found["claim"] = _("Write one sentence, for example: the map is on your second screen since Monday.")
    if form.way == "done" and form.impact_words.data and not form.stated() and not form.says_something():
        found["impact_words"] = form.impact_words.errors[0]
    return found


def names_stop(followup: Followup, form: Any, *, signer_id: int | None) -> bool:
    """Whether a name stands in what the log would show; a promise about no entry is not in the log."""
    public = [name for name in FIELDS[form.way] if name in {"why", "claim"}]
    public += ["impact_words"] if form.way == "done" else []
    about = obstacle_of(reading(), followup.id) if public else None
    return about is not None and named(
        form, *public, obstacle=about, sitdown_id=followup.sitdown_id, signer_id=signer_id
    )


def files_wrong(act: Act, followup: Followup, form: Any) -> bool:
    """Keep what was sent along, in an act before the answer: a browser forgets chosen files when a field is still wrong."""
    sent = []
    for file in form.files.data or ():
        with file.stream:
            sent.append((str(file.filename or ""), file.read()))
    wrong = add_all(act, followup, sent) if "files" in FIELDS[form.way] else []
    form.files.errors = [" ".join(wrong)] if wrong else []
    return bool(wrong)


def evidence_missing(followup: Followup, form: Any) -> bool:
    """Whether its programme asks for something that shows it and there is nothing yet; what to do stands at the field."""
    missing = nothing_shows(reading(), followup) if form.way == "done" else ""
    if missing:
        form.files.errors = list(form.files.errors or ()) or [missing]
    return bool(missing)


def carry_out(act: Act, followup: Followup, form: Any) -> str:
    """Do what the answer says; returns what the floor reads of it, word for word."""
    if form.way == "accept":
        accept_promise(act, followup)
        return _("I take this.")
    if form.way == "date":
        if followup.stage == "open":
            accept_promise(act, followup)
        move_promise(act, followup, to_on=form.due_on.data, reason=form.why.data)
        return str(form.why.data)
    if form.way == "progress":
        if form.progress.data:
            add_progress(act, followup, words=form.progress.data)
        return str(form.progress.data)
    if form.way == "notmine":
        guest = bool(form.address.data) and form.owner_id is None
        owner_id = add_guest(act, form.address.data).id if guest else form.owner_id
        pass_promise_on(act, followup, owner_id=owner_id)
        return ""
    if form.way == "cannot":
        drop_promise(act, followup, reason=form.why.data)
        return str(form.why.data)
    claim_and_ask(act, followup, claim=form.claim.data)
    _say_what_it_brings(act, followup, form)
    return str(form.claim.data)


def _say_what_it_brings(act: Act, followup: Followup, form: Any) -> None:
    """What was typed beside the claim joins what is said already; a promise about no entry has nowhere to say it."""
    about = obstacle_of(act.session, followup.id)
    stated = form.stated()
    if about is not None and about.stage in PUBLIC and stated:
        state_impact(act, about, stated, words=form.impact_words.data or "", whole=False)
