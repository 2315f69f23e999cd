"""Verdicts and reasons of received mail in sentences of the reader's language; knows words only."""

from floortime.mail.model import Received
from floortime.words import _, lazy

VERDICTS = {
    "waiting": lazy("Not read yet"),
    "applied": lazy("Done"),
    "nothing": lazy("Nothing to do"),
    "held": lazy("Waits for you"),
    "refused": lazy("Refused"),
    "quarantined": lazy("Set apart"),
    "discarded": lazy("Discarded"),
}
KINDS = {
    "WORDS": lazy("Answer by mail"),
    "REPLY": lazy("Answer by mail"),
    "REQUEST": lazy("Invitation"),
    "CANCEL": lazy("Cancellation"),
    "COUNTER": lazy("Another time proposed"),
    "REFRESH": lazy("Asks for the invitation again"),
}
_REASONS = {
    "accepted": lazy("%(who)s comes."),
    "declined": lazy("%(who)s gave the seat back."),
    "tentative": lazy("%(who)s may come."),
    "leader_accepted": lazy("%(who)s leads it."),
    "leader_declined": lazy("%(who)s cannot lead it: find a substitute or another time."),
    "leader_tentative": lazy("%(who)s may lead it."),
    "member_accepted": lazy("%(who)s comes."),
    "member_declined": lazy("%(who)s cannot be there."),
    "member_tentative": lazy("%(who)s may come."),
    "admitted": lazy("%(who)s was let in and has a seat."),
    "delegate_seated": lazy("The seat of %(who)s went to %(other)s."),
    "countered": lazy("%(who)s proposes another time. It stands on the page of the sit-down."),
    "countered_series": lazy("%(who)s proposes another time for the whole series. It stands on its page."),
    "counter_far": lazy("%(who)s proposes another time for a date that is more than half a year ahead."),
    "counter_unread": lazy(
        "%(who)s proposes something else than another time for the whole series, and was told that it stays."
    ),
    "no_time": lazy("It proposes no time that can be had."),
    "refreshed": lazy("%(who)s was sent the whole invitation again."),
    "refreshed_before": lazy("%(who)s asks again for what was sent within this hour."),
    "not_invited": lazy("%(who)s was not invited."),
    "booked": lazy("Booked for %(who)s. It waits under seats to fill."),
    "booking_off": lazy("%(who)s called it off in their own calendar."),
    "booking_asked": lazy("An invitation in the name of %(who)s, whom we asked whether it is theirs."),
    "booking_not_a_leader": lazy("%(who)s is not a leader, so nothing was booked."),
    "booking_past": lazy("%(who)s wanted a time that is over."),
    "booking_closed": lazy("%(who)s wanted a day on which the site is closed."),
    "booking_outside": lazy("%(who)s wanted a time outside the hours of sit-downs."),
    "booking_whose": lazy("%(who)s acts for leaders and invited none of them, so nothing was booked."),
    "booking_repetition": lazy("%(who)s wanted a repetition that we cannot follow."),
    "booking_whole_day": lazy("%(who)s wanted a whole day."),
    "booking_length": lazy("%(who)s wanted less than five minutes, or more than eight hours."),
    "booking_not_then": lazy("It cannot be done: %(said)s"),
    "no_organizer": lazy("It does not say who invites."),
    "unknown_sender": lazy("An invitation from somebody we do not know, %(who)s."),
    "not_yours": lazy("%(who)s wants to change what another leader booked."),
    "bounced": lazy("A letter to %(who)s came back. The address is marked on the person’s page."),
    "no_answer": lazy("The calendar of %(who)s says nothing yet."),
    "older": lazy("%(who)s answered an older version. The newer one waits for an answer."),
    "superseded": lazy("A newer answer of %(who)s is known."),
    "over": lazy("It is over or was called off, so an answer of %(who)s changes nothing."),
    "machine": lazy("A machine sent this. Only people answer."),
    "our_own": lazy("One of our own letters came back to us."),
    "no_calendar": lazy("There is no calendar in it."),
    "again": lazy("The same message was read before."),
    "file_only": lazy("A calendar file that asks nothing of us."),
    "foreign_bounce": lazy("Says that a letter came back which is not one of ours."),
    "unauthenticated": lazy("Says that it speaks for %(who)s, and our mail server cannot vouch for that."),
    "stranger": lazy("%(who)s was not invited."),
    "delegated": lazy("%(who)s wants to pass the seat on to %(other)s."),
    "full": lazy("%(who)s would come after all, and all seats are taken."),
    "unknown_event": lazy("It is about an event that is not ours."),
    "no_attendee": lazy("It does not say who answers."),
    "no_such_date": lazy("It is about a date that the event does not have."),
    "clock": lazy("Its clock is more than a day ahead, so we cannot tell what came first."),
    "taken_back": lazy("The seat of %(who)s was taken back before."),
    "cannot_sit": lazy("It cannot be done: %(said)s"),
    "not_now": lazy("It cannot be done: %(said)s"),
    "ours": lazy("Somebody else wants to change an event of ours. Only we do that."),
    "no_such_method": lazy("A kind of message that we do not take: %(method)s."),
    "malformed": lazy("It cannot be read."),
    "overrun": lazy("It took too long to read."),
    "too_often": lazy("It was begun three times and never finished."),
    "too_large": lazy("It is larger than five megabytes; only its head was kept."),
    "reply_accept": lazy("%(who)s takes the promise on."),
    "reply_date": lazy("%(who)s moved the date of the promise."),
    "reply_notmine": lazy("%(who)s passed the promise on."),
    "reply_cannot": lazy("%(who)s said why it cannot be done."),
    "reply_done": lazy("%(who)s says that it is done."),
    "reply_noted": lazy("%(who)s says how far it is. It stands on the page of the promise."),
    "reply_file": lazy("%(who)s sent a file along. It stands on the page of the promise."),
    "reply_asked": lazy(
        "Not all that %(who)s wrote was understood. It is kept, and they were asked for the rest."
    ),
    "reply_which": lazy(
        "%(who)s answers a letter about several promises. They were asked which one they mean."
    ),
    "reply_stranger": lazy("%(other)s answers a letter that went to %(who)s."),
    "reply_closed": lazy("%(who)s answers a letter that is no longer open."),
    "reply_too_much": lazy("%(who)s, or a program of theirs, wrote more about it today than anybody reads."),
    "not_theirs": lazy("%(who)s answers about a promise that is not theirs any more."),
    "gone": lazy("Its content was dropped after 90 days."),
}
"""Each may name %(who)s, %(other)s, %(said)s and %(method)s."""
ACCEPTS = {
    "booking_asked": lazy("It is theirs, take it"),
    "unauthenticated": lazy("It is theirs, take it"),
    "reply_stranger": lazy("Take it as their answer"),
    "reply_closed": lazy("Take it as their answer"),
    "stranger": lazy("Give them a seat"),
    "delegated": lazy("Give the seat to the other"),
    "full": lazy("Look for a free seat again"),
}
"""What the button says that lets a held mail through."""


def reason(row: Received, names: dict[int, str]) -> str:
    """Why it was so decided, in one sentence."""
    said = _REASONS.get(row.reason)
    if said is None:
        return _("It waits to be read.") if row.verdict == "waiting" else ""
    facts = row.facts
    person, other = facts.get("person"), facts.get("other")
    values = {
        "who": _name(names, person) or str(facts.get("address") or "") or row.sender or _("somebody"),
        "other": _name(names, other) or str(facts.get("to") or "") or _("somebody"),
        "said": str(facts.get("said") or ""),
        "method": str(facts.get("method") or ""),
    }
    return str(said) % values


def _name(names: dict[int, str], person_id: object) -> str:
    return names.get(person_id, "") if isinstance(person_id, int) else ""


def may_accept(row: Received) -> bool:
    """Whether a held mail has a button that lets it through."""
    return row.verdict == "held" and row.reason in ACCEPTS and row.facts.get("may_admit") is not False
