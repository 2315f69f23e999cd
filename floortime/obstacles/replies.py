"""An owner's reply to a letter about a promise: the five answers in words, or how far it is; knows this room's verbs and follow-ups.

A reply names the letter that it answers by its Message-ID; some relays write one of their own over ours, so the
secret of the answer link in what is quoted counts as well. It is taken from the owner's own address alone.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from floortime import tokens
from floortime.act import Act, Actor
from floortime.dates import weekday
from floortime.errors import Refused
from floortime.followups import letters
from floortime.followups.actions import add_all, add_progress, keep_claim
from floortime.followups.model import Followup
from floortime.followups.queries.progress import last_said, waiting_claim
from floortime.followups.spoken import Said, beside_whose, understood
from floortime.followups.stages import OPEN
from floortime.mail.bodies import Written
from floortime.mail.speaking import Speaker
from floortime.obstacles.actions.promises import accept_promise, drop_promise, move_promise, pass_promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, nothing_shows
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.queries.names import known_names
from floortime.people.actions import add_guest
from floortime.people.addresses import norm
from floortime.people.model import Person
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing
from floortime.words import _, in_language


class Asked(Struct, frozen=True):
    """What is missing in an answer to one promise; `kept`: there were words of theirs."""

    followup: Followup
    way: str
    sentence: str
    """Empty where nothing is missing but files."""
    kept: bool
    files: tuple[str, ...] = ()
    """Why files that came along are not kept, a sentence for each reason."""


class Bound(Struct, frozen=True):
    """What a reply answers: the promise, to whom the letter went, and which rest of an answer we had asked for."""

    followup: Followup
    person: Person
    pending: str = ""
    closed: bool = False
    missing: list[Asked] = field(default_factory=list)
    """What is to be asked for once all of the reply was read."""


def take_written(act: Act, written: Written, speaker: Speaker) -> Outcome:
    """Take a reply for what it says, or say why not. What answers none of our letters says nothing to us."""
    bound = _bound(act, written)
    if bound is None:
        return nothing("no_calendar")
    followup, person = bound.followup, bound.person
    about: dict[str, object] = {"person": person.id, "followup": followup.id}
    if followup.owner_id != person.id or not person.reachable_on(act.today):
        return nothing("not_theirs", **about)
    own = norm(person.email or "")
    if not own or not speaker.may_speak_for((own,)):
        forged = speaker.address == own
        return held("unauthenticated" if forged else "reply_stranger", to=speaker.address, **about)
    if bound.closed and not speaker.trusted:
        return held("reply_closed", **about)
    acting = replace(act, by=Actor("mail_link", person.id))
    with in_language(tongue(followup, person)):
        came = answered(acting, bound, written, about)
        if bound.missing:
            ask_again(act, bound.missing[-1], person, files=unkept([bound]))
    return came


def ask_again(act: Act, one: Asked, person: Person, *, files: Sequence[str]) -> None:
    """One letter for all that is missing; none to somebody whose promise it is no more, by this same reply."""
    if one.followup.owner_id == person.id:
        letters.ask_again(
            act, one.followup, person, way=one.way, sentence=one.sentence, kept=one.kept, files=files
        )


def unkept(bounds: Iterable[Bound]) -> list[str]:
    """Why files are not kept, each reason once however many promises the reply is about."""
    return list(dict.fromkeys(why for bound in bounds for one in bound.missing for why in one.files))


def tongue(followup: Followup, person: Person) -> str:
    """The language in which we speak to them: a guest's is that of the promise."""
    return followup.language if person.kind == "guest" else person.language


def _bound(act: Act, written: Written) -> Bound | None:
    """The promise behind the nearest letter that the reply names; a letter that is closed, where none is open."""
    domain = f"@{act.settings.mail_domain}"
    named = [(one.removesuffix(domain), letters.REPLY) for one in written.answers if one.endswith(domain)]
    quoted = [(one, letters.PURPOSE) for one in written.links]
    opened = [tokens.opened(act.session, secret, purpose, at=act.at) for secret, purpose in named]
    if not any(opened):
        # A letter about several promises has a link for each: then nobody can tell which is meant.
        found = [tokens.opened(act.session, secret, purpose, at=act.at) for secret, purpose in quoted]
        opened = found if len({one.subject_id for one in found if one}) == 1 else []
    grant = next((one for one in opened if one is not None), None)
    closed = grant is None
    if grant is None:
        past = [tokens.ended(act.session, secret, purpose) for secret, purpose in named]
        grant = next((one for one in past if one is not None), None)
    followup = act.session.get(Followup, grant.subject_id) if grant is not None else None
    person = act.session.get(Person, grant.person_id) if grant is not None and grant.person_id else None
    if grant is None or followup is None or person is None:
        return None
    return Bound(followup, person, grant.kind.partition(".")[2], closed)


def answered(act: Act, bound: Bound, written: Written, about: dict[str, object]) -> Outcome:
    """Carry out what it says. What cannot be done is kept as a note, and its owner is asked for the rest."""
    followup = bound.followup
    said, words = _said(act, bound, written)
    came = _kept(act, bound, said, written, about)
    if not words or (came.reason == "reply_asked" and not written.words):
        return came
    if followup.stage not in OPEN or not said.way:
        return _noted(act, bound, words, about, "reply_noted")
    if said.way == "date" and said.days == (followup.due_on,):
        return _stands_already(act, bound, said, about)
    try:
        with act.session.begin_nested():
            missing = _carry_out(act, bound, said)
    except Refused as no:
        _noted(act, bound, words, about, "")
        return _asked(bound, said, no.sentence, about)
    beside = said.more or (said.words if said.way in {"accept", "notmine"} else "")
    if said.way == "notmine" and followup.owner_id is not None:
        beside = beside_whose(beside)  # whose it is was understood; the rest is theirs to read
    if beside:
        _noted(act, bound, beside, about, "")
    if beside and said.way == "notmine":
        letters.tell_owner_anew(act, followup)  # whoever has it now reads what they wrote with it
    return _asked(bound, said, missing, about) if missing else applied(f"reply_{said.way}", **about)


def _said(act: Act, bound: Bound, written: Written) -> tuple[Said, str]:
    """What it says, and in which words: a file completes what was said to be done and waits for one; words alone do not."""
    followup, words = bound.followup, written.words
    if bound.pending == "done" and written.files and not words:
        words = last_said(act.session, followup.id, bound.person.id)
    said = understood(words, today=act.today, due_on=followup.due_on, pending=bound.pending)
    waits = waiting_claim(act.session, followup.id) if bound.pending in {"", "done"} else None
    if waits is None or understood(written.words, today=act.today, due_on=followup.due_on).way:
        return said, words
    if not written.files:
        return Said(), words
    return Said("done", waits.words, written.words), written.words or waits.words


def _kept(act: Act, bound: Bound, said: Said, written: Written, about: dict[str, object]) -> Outcome:
    """Keep the files that came along; what became of a reply that has no words."""
    wrong = add_all(act, bound.followup, [(file.name, file.body) for file in written.files])
    if wrong:
        bound.missing.append(Asked(bound.followup, said.way, "", bool(written.words), tuple(wrong)))
        return applied("reply_asked", **about)
    if written.files or written.words:
        return applied("reply_file", **about)
    return _asked(bound, said, _("There were no words of yours in it."), about, kept=False)


def _noted(act: Act, bound: Bound, words: str, about: dict[str, object], reason: str) -> Outcome:
    try:
        add_progress(act, bound.followup, words=words)
    except Refused:
        return nothing("reply_too_much", **about)
    return applied(reason or "reply_noted", **about)


def _asked(
    bound: Bound, said: Said, sentence: str, about: dict[str, object], *, kept: bool = True
) -> Outcome:
    bound.missing.append(Asked(bound.followup, said.way, sentence, kept))
    return applied("reply_asked", **about)


def _carry_out(act: Act, bound: Bound, said: Said) -> str:
    """Do it; returns what is missing where it only waits for something that shows it."""
    followup = bound.followup
    if said.way == "accept":
        accept_promise(act, followup)
    elif said.way == "date":
        _other_date(act, followup, said)
    elif said.way == "notmine":
        pass_promise_on(act, followup, owner_id=_whose(act, bound.person, said))
    elif said.way == "cannot":
        drop_promise(act, followup, reason=_fit_to_be_read(act, followup, said.words))
    else:
        if not said.words:
            raise Refused(_("Say in one sentence what was done: the floor is asked about it."))
        claim = _fit_to_be_read(act, followup, said.words)
        missing = nothing_shows(act.session, followup)
        if missing:
            keep_claim(act, followup, claim=claim)
            return missing
        claim_and_ask(act, followup, claim=claim)
    return ""


def _stands_already(act: Act, bound: Bound, said: Said, about: dict[str, object]) -> Outcome:
    if said.more:
        _noted(act, bound, said.more, about, "")
    day = weekday(bound.followup.due_on, act.today.year)
    sentence = _(
        "%(day)s is the date that stands already. If another day is meant, write which, and why.", day=day
    )
    return _asked(bound, said, sentence, about, kept=bool(said.more))


def _other_date(act: Act, followup: Followup, said: Said) -> None:
    if len(said.days) != 1:
        raise Refused(_("We did not understand which day you mean. Write it like 12 December."))
    if not said.words:
        raise Refused(_("Say why the date moves: the floor reads it."))
    because = _fit_to_be_read(act, followup, said.words)
    if followup.stage == "open":
        accept_promise(act, followup)
    move_promise(act, followup, to_on=said.days[0], reason=because)


def _whose(act: Act, person: Person, said: Said) -> int | None:
    """Whoever has the one address in it; without one the chief of staff looks for somebody."""
    ours = {norm(person.email or ""), act.settings.mailbox.casefold()}
    others = [address for address in said.addresses if address not in ours]
    if len(others) > 1:
        raise Refused(_("There are several addresses in it. Write the one of whose it is."))
    return add_guest(act, others[0]).id if others else None


def _fit_to_be_read(act: Act, followup: Followup, words: str) -> str:
    """Words that the log will show, if no name of anybody stands in them; a promise about no entry is not in the log."""
    about = obstacle_of(act.session, followup.id)
    if about is None:
        return words
    known = known_names(
        act.session, obstacle=about, sitdown_id=followup.sitdown_id, signer_id=followup.owner_id
    )
    found = known.found(words)
    if found.all:
        raise Refused(_("The log shows this. Leave out %(names)s.", names=", ".join(found.all)))
    return words
