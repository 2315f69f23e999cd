"""What a mail is for, and which room takes it; knows the rooms' replies and the mail's own tables."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from floortime.act import Act
from floortime.errors import Refused
from floortime.ical.incoming import Message
from floortime.ical.values import Method
from floortime.mail import receiving
from floortime.mail.envelopes import Envelope
from floortime.mail.model import Received
from floortime.mail.speaking import Speaker, is_away, is_machine, speaker_of
from floortime.mailroom.parcels import Parcel
from floortime.obstacles.replies_to_several import take_reply as take_written
from floortime.sitdowns.replies.answers import take_reply
from floortime.sitdowns.replies.bookings import take_cancel, take_request
from floortime.sitdowns.replies.counters import take_counter, take_refresh
from floortime.sitdowns.replies.matching import our_event
from floortime.sitdowns.replies.outcome import Outcome, nothing, refused

WORDS = "WORDS"
"""In place of a calendar's method: somebody answered a promise in words."""
ORDER = ("held", "applied", "refused", "nothing")
"""Of several messages in one mail, the outcome that is shown."""


def sort_out(act: Act, row: Received, parcel: Parcel) -> None:
    """Hand a mail to whom it concerns and write down what became of it, in one act."""
    if parcel.fault:
        found = Outcome("quarantined", "malformed", {"said": parcel.fault})
    else:
        try:
            with _undone_if_refused(act, parcel):
                found = _outcome(act, row, parcel)
        except Refused as no:  # a verb of the room said no in a sentence
            found = refused("not_now", said=no.sentence)
    envelope = parcel.envelope
    row.sender, row.message_id, row.subject = envelope.sender, envelope.message_id, envelope.subject
    row.method = str(parcel.messages[0].method or "") if parcel.messages else ""
    if not row.method and "followup" in found.facts:
        row.method = WORDS
    receiving.settle(act, row, found.verdict, found.reason, **found.facts)


def _undone_if_refused(act: Act, parcel: Parcel) -> AbstractContextManager[object]:
    """A verb that refuses half-way leaves nothing of its first half. Most mails only answer, and an answer refuses
    before it writes: for those a savepoint would be a tenth of their cost."""
    answers = all(message.method is Method.REPLY for message in parcel.messages)
    return nullcontext() if answers else act.session.begin_nested()


def _outcome(act: Act, row: Received, parcel: Parcel) -> Outcome:
    envelope = parcel.envelope
    if envelope.bounces:
        return _came_back(act, envelope)
    if row.brought_by_id is None and is_machine(envelope):
        return nothing("machine")
    if envelope.sender == act.settings.mailbox.casefold():
        return nothing("our_own")
    if receiving.known_before(act.session, row, envelope.sender, envelope.message_id):
        return nothing("again")
    speaker = speaker_of(envelope, trusted=row.brought_by_id is not None)
    if not parcel.messages:
        away = row.brought_by_id is None and is_away(envelope)
        return nothing("machine") if away else take_written(act, parcel.written, speaker)
    found = [_one(act, row, message, speaker) for message in parcel.messages]
    return min(found, key=lambda outcome: ORDER.index(outcome.verdict))


def _one(act: Act, row: Received, message: Message, speaker: Speaker) -> Outcome:
    """One message to one verb. What no verb takes is refused, whoever sent it."""
    admit = bool(row.facts.get("admit"))
    takes: dict[Method, Callable[[], Outcome]] = {
        Method.REPLY: lambda: take_reply(act, message, speaker, admit=admit),
        Method.COUNTER: lambda: take_counter(act, message, speaker),
        Method.REQUEST: lambda: take_request(act, message, speaker, received_id=row.id),
        Method.CANCEL: lambda: take_cancel(act, message, speaker),
        Method.REFRESH: lambda: take_refresh(act, message, speaker),
    }
    if message.method is None:
        return nothing("file_only")
    if message.method in {Method.REQUEST, Method.CANCEL, Method.ADD, Method.PUBLISH} and our_event(
        act.session, message.uid
    ):
        return refused("ours")
    take = takes.get(message.method)
    return take() if take is not None else refused("no_such_method", method=str(message.method))


def _came_back(act: Act, envelope: Envelope) -> Outcome:
    """A delivery report marks the address of a letter that we did write."""
    final = [bounce for bounce in envelope.bounces if bounce.is_final]
    ours = [b.address for b in final if receiving.note_bounce(act, b.address, b.status, b.message_id)]
    return Outcome("applied", "bounced", {"address": ours[0]}) if ours else nothing("foreign_bounce")
