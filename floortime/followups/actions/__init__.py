"""The verbs of follow-ups: each is one legal step, one journal line, and the letters that go with it."""

from floortime.followups.actions.chasing import change_chase, chase_anew, hold_step, resume_step
from floortime.followups.actions.evidence import (
    add_all,
    add_evidence,
    drop_old_evidence,
    forget_evidence,
    take_evidence_away,
)
from floortime.followups.actions.looking import (
    ask_to_look,
    change_proof,
    end_look,
    remind_lookers,
    unsay_back,
)
from floortime.followups.actions.progress import add_progress, hide_progress, keep_claim, show_progress
from floortime.followups.actions.promises import (
    add_why,
    claim_followup,
    confirm_followup,
    count_anew,
    drop_followup,
    hand_over,
    make_followup,
    move_due,
    reopen_followup,
    send_back,
    set_about,
    start_followup,
)
from floortime.followups.actions.undoing import (
    take_back_accept,
    take_back_claim,
    take_back_drop,
    take_back_hand_over,
    take_back_move,
)

__all__ = [
    "add_all",
    "add_evidence",
    "add_progress",
    "add_why",
    "ask_to_look",
    "change_chase",
    "change_proof",
    "chase_anew",
    "claim_followup",
    "confirm_followup",
    "count_anew",
    "drop_followup",
    "drop_old_evidence",
    "end_look",
    "forget_evidence",
    "hand_over",
    "hide_progress",
    "hold_step",
    "keep_claim",
    "make_followup",
    "move_due",
    "remind_lookers",
    "reopen_followup",
    "resume_step",
    "send_back",
    "set_about",
    "show_progress",
    "start_followup",
    "take_back_accept",
    "take_back_claim",
    "take_back_drop",
    "take_back_hand_over",
    "take_back_move",
    "take_evidence_away",
    "unsay_back",
]
