"""Asking the floor, once per round: works now, or not yet? The only way to green; knows promises, asking, standing."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import actions as followups
from floortime.followups.model import Followup
from floortime.followups.queries.evidence import has_evidence
from floortime.followups.queries.proofs import looker_for, proof_of
from floortime.journal import actions as journal
from floortime.obstacles import floor_letters
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.asking import ask_once_more
from floortime.obstacles.actions.moving import move_stage, stood
from floortime.obstacles.actions.promises import claim_done, wait_for_a_look, waits_on
from floortime.obstacles.deciding import Rule, open_until
from floortime.obstacles.model import Obstacle, Round, Verdict
from floortime.obstacles.promised import obstacle_of, promises_of, still_open, title_of
from floortime.obstacles.whose_word import how_many, stored_voice, voice_of
from floortime.people.queries import days_off
from floortime.people.workdays import add_working_days
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries import default_programme
from floortime.text import lines, one_line
from floortime.words import _

AT_ONCE = 50


def ask_the_floor(act: Act, obstacle: Obstacle, *, sentence: str) -> Round:
    """The closing sentence starts a round. Asked again while it runs, the same round stands."""
    running = act.session.get(Round, (obstacle.id, obstacle.asked_round))
    if obstacle.stage == "asked" and running is not None:
        return running
    said = lines(sentence)
    if not said:
        raise Refused(_("Say in one sentence what was done: the floor is asked about it."))
    if still_open(act.session, obstacle.id):
        raise Refused(_("A promise about this is still open. The floor is asked when all are done."))
    programme = _programme(act, obstacle)
    # By the site that is shown: the public reads this day, and holidays tell a country.
    until = add_working_days(act.today, programme.silence_days, days_off(act.session, obstacle.shown_site_id))
    before = stood(obstacle)
    obstacle.asked_round += 1
    # One that was taken back before anybody was asked has the same number and is written over.
    running = act.session.merge(
        Round(
            obstacle_id=obstacle.id,
            n=obstacle.asked_round,
            sentence=said,
            asked_on=act.today,
            until_on=until,
            asked_n=max(how_many(act.session, obstacle), 1),
            outcome="",
            ended_on=None,
        )
    )
    move_stage(act, obstacle, "asked", waiting_kind="floor")
    act.session.flush()
    journal.write(act, "obstacle.asked", "obstacle", obstacle.id, n=running.n, **before)
    floor_letters.ask_voices(act, obstacle, running)
    return running


def nothing_shows(session: Session, followup: Followup) -> str:
    """What is missing before it counts as done, where its programme asks for something that shows it; else empty."""
    if proof_of(session, followup).kind != "evidence" or has_evidence(session, followup.id):
        return ""
    return _("Send along something that shows it: a picture, a PDF or a document.")


def claim_and_ask(act: Act, followup: Followup, *, claim: str) -> None:
    """The owner's one press of “done”: when nothing else is open, what they say is the closing sentence.

    Where the programme asks for it there is something that shows it, or another person looks before the floor is asked.
    """
    if followup.stage == "claimed":
        return
    missing = nothing_shows(act.session, followup)
    if missing:
        raise Refused(missing)
    proof = proof_of(act.session, followup)
    looker = looker_for(act.session, followup, proof, act.today) if proof.kind == "eyes" else None
    if looker is not None:
        followups.claim_followup(act, followup, claim=claim)
        followups.ask_to_look(act, followup, looker)
        wait_for_a_look(act, followup)
        return
    claim_done(act, followup, claim=claim)
    close_with(act, followup, claim=claim, signer=act.by.for_id or act.by.id or followup.owner_id)


def close_with(act: Act, followup: Followup, *, claim: str, signer: int | None) -> None:
    """When nothing else about its obstacle is open, what was claimed is the closing sentence, signed by who said so."""
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is None or obstacle.stage != "ready_to_close":
        return
    if signer is not None:
        answer_obstacle(act, obstacle, kind="closing", words=claim, decider_id=signer)
    ask_the_floor(act, obstacle, sentence=claim)


def give_verdict(
    act: Act, obstacle: Obstacle, *, voice_kind: str, voice_key: str, works: bool, because: str = ""
) -> None:
    """One voice says works now or not yet. Said again it changes nothing; a changed mind replaces the old word."""
    # Two at the same moment take turns: each must count the other's word, or neither closes.
    act.session.refresh(obstacle, with_for_update=True)
    running = _answerable(act, obstacle)
    voice = voice_of(act.session, obstacle, voice_kind, voice_key, asked_on=running.asked_on)
    if voice is None:
        raise Refused(
            _(
                "Those decide who raised it or said me too before the floor was asked. Say me too, and you are asked next time."
            )
        )
    stored = stored_voice(act.settings, obstacle, voice)
    verdict = act.session.get(Verdict, (obstacle.id, running.n, voice[0], stored))
    said_before = verdict is not None and verdict.works is works
    if verdict is None:
        verdict = Verdict(obstacle_id=obstacle.id, n=running.n, voice_kind=voice[0], voice_key=stored)
        act.session.add(verdict)
    verdict.works, verdict.on = works, act.today
    verdict.because = one_line(because)[:400] or verdict.because or ""
    act.session.flush()
    if said_before:
        return
    journal.write_unnamed(act, "obstacle.judged", "obstacle", obstacle.id, n=running.n, works=works)
    _decide(act, obstacle, running)


def say_why(act: Act, obstacle: Obstacle, *, voice_kind: str, voice_key: str, because: str) -> None:
    """One line after “not yet”; it reaches the owners of what this word has reopened."""
    said = one_line(because)[:400]
    asked = act.session.get(Round, (obstacle.id, obstacle.asked_round))
    if asked is None or not said:
        return
    voice = voice_of(act.session, obstacle, voice_kind, voice_key, asked_on=asked.asked_on)
    if voice is None:
        return
    stored = stored_voice(act.settings, obstacle, voice)
    verdict = act.session.get(Verdict, (obstacle.id, obstacle.asked_round, voice[0], stored))
    if verdict is None or verdict.works or verdict.because == said:
        return
    verdict.because = said
    journal.write_unnamed(act, "verdict.explained", "obstacle", obstacle.id, n=verdict.n)
    if obstacle.stage == "in_hand":
        _tell_why(act, obstacle, because=_why(act, obstacle.id, verdict.n))


def _tell_why(act: Act, obstacle: Obstacle, *, because: str) -> None:
    waiting = still_open(act.session, obstacle.id)
    for followup in waiting:
        if followup.claim:
            followups.add_why(act, followup, because=because)
    if not waiting:
        ask_once_more(act, obstacle, title=title_of(act.session, obstacle), because=because)


def close_silent_rounds(act: Act) -> int:
    """The duty: rounds whose working days are over without the floor's word are unconfirmed, never green."""
    silent = act.session.execute(
        select(Round, Obstacle)
        .join(Obstacle, Obstacle.id == Round.obstacle_id)
        .where(Round.outcome == "", Round.until_on < act.today, Obstacle.stage == "asked")
        .order_by(Round.until_on, Round.obstacle_id)
        .limit(AT_ONCE)
    ).all()
    for running, obstacle in silent:
        running.outcome, running.ended_on = "unconfirmed", act.today
        move_stage(act, obstacle, "unconfirmed", waiting_kind="floor")
        journal.write(act, "obstacle.unconfirmed", "obstacle", obstacle.id, n=running.n)
    return len(silent)


def _answerable(act: Act, obstacle: Obstacle) -> Round:
    running = act.session.get(Round, (obstacle.id, obstacle.asked_round))
    if running is None or obstacle.stage not in {"asked", "fixed", "unconfirmed"}:
        raise Refused(_("Nobody asks about this right now."))
    if obstacle.stage == "fixed" and act.today > open_until(running.until_on, obstacle.fixed_on):
        raise Refused(_("The floor has said that it works. If it is in the way again, raise it again."))
    return running


def _decide(act: Act, obstacle: Obstacle, running: Round) -> None:
    """Not yet is asked for first: whoever came before whom, the same words end the round in the same way."""
    rule = rule_of(_programme(act, obstacle))
    if _said(act, running, works=False) >= rule.reopens_at(running.asked_n):
        _reopen(act, obstacle, running)
    elif obstacle.stage != "fixed" and _said(act, running, works=True) >= rule.closes_at(running.asked_n):
        _close(act, obstacle, running)


def _said(act: Act, running: Round, *, works: bool) -> int:
    said = (
        select(func.count())
        .select_from(Verdict)
        .where(Verdict.obstacle_id == running.obstacle_id, Verdict.n == running.n, Verdict.works.is_(works))
    )
    return act.session.scalar(said) or 0


def _why(act: Act, obstacle_id: int, n: int) -> str:
    """What those wrote who said not yet in that round: each once, in an order that tells nothing of theirs."""
    said = select(Verdict.because).where(
        Verdict.obstacle_id == obstacle_id, Verdict.n == n, Verdict.works.is_(False), Verdict.because != ""
    )
    return "\n".join(sorted(set(act.session.scalars(said))))


def _close(act: Act, obstacle: Obstacle, running: Round) -> None:
    running.outcome, running.ended_on = "fixed", act.today
    kept = [f for f in promises_of(act.session, obstacle.id) if f.stage == "claimed"]
    for followup in kept:
        followups.confirm_followup(act, followup)
    floor_letters.tell_works(act, kept)
    move_stage(act, obstacle, "fixed", waiting_kind="nobody")
    journal.write(act, "obstacle.fixed", "obstacle", obstacle.id, n=running.n)


def _reopen(act: Act, obstacle: Obstacle, running: Round) -> None:
    """What was claimed in this round is open again, and its owners read why."""
    because = _why(act, obstacle.id, running.n)
    running.outcome, running.ended_on = "not_yet", act.today
    reopened = False
    for followup in promises_of(act.session, obstacle.id):
        confirmed_now = (
            followup.stage == "confirmed" and (followup.settled_on or act.today) >= running.asked_on
        )
        if followup.stage == "claimed" or confirmed_now:
            followups.reopen_followup(act, followup, because=because)
            reopened = True
    if not reopened:
        ask_once_more(act, obstacle, title=title_of(act.session, obstacle), because=because)
    kind, key = waits_on(act, obstacle)
    move_stage(act, obstacle, "in_hand", waiting_kind=kind, waiting_id=key)
    journal.write(act, "obstacle.reopened", "obstacle", obstacle.id, n=running.n)


def rule_of(programme: Programme) -> Rule:
    """What a programme says about the floor's word."""
    return Rule(programme.quorum, programme.works_share, programme.not_yet_share)


def _programme(act: Act, obstacle: Obstacle) -> Programme:
    own = act.session.get(Programme, obstacle.programme_id) if obstacle.programme_id else None
    return own or default_programme(act.session)
