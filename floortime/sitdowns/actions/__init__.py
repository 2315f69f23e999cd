"""The verbs of sit-downs; each is one act, read from top to bottom. Knows this room, people and the cellar."""

from floortime.sitdowns.actions.briefing import set_brief
from floortime.sitdowns.actions.changing import edit_series, tell_changed
from floortime.sitdowns.actions.clocks import recheck_clocks
from floortime.sitdowns.actions.dues import Told, keep_due
from floortime.sitdowns.actions.feeds import make_feed, revoke_feed
from floortime.sitdowns.actions.holding import hold_sitdown, miss_sitdown
from floortime.sitdowns.actions.hours import drop_site_hours, set_site_hours
from floortime.sitdowns.actions.joining import join_sitdown, leave_sitdown
from floortime.sitdowns.actions.moving import SIDES, cancel_sitdown, move_sitdown
from floortime.sitdowns.actions.notes import change_note, close_notes, drop_note, keep_note
from floortime.sitdowns.actions.programme import change_programme, own_programme
from floortime.sitdowns.actions.proposing import leave_proposal, take_proposal, why_moved
from floortime.sitdowns.actions.seating import answer_seat, give_seat, replace_seat, withdraw_seat
from floortime.sitdowns.actions.series import (
    Plan,
    change_series,
    draft_series,
    drop_series,
    end_series,
    extend_series,
    open_series,
    skip_dates,
    tell_cancelled,
)
from floortime.sitdowns.actions.standing import add_member, hand_over_sitdown, remove_member

__all__ = [
    "SIDES",
    "Plan",
    "Told",
    "add_member",
    "answer_seat",
    "cancel_sitdown",
    "change_note",
    "change_programme",
    "change_series",
    "close_notes",
    "draft_series",
    "drop_note",
    "drop_series",
    "drop_site_hours",
    "edit_series",
    "end_series",
    "extend_series",
    "give_seat",
    "hand_over_sitdown",
    "hold_sitdown",
    "join_sitdown",
    "keep_due",
    "keep_note",
    "leave_proposal",
    "leave_sitdown",
    "make_feed",
    "miss_sitdown",
    "move_sitdown",
    "open_series",
    "own_programme",
    "recheck_clocks",
    "remove_member",
    "replace_seat",
    "revoke_feed",
    "set_brief",
    "set_site_hours",
    "skip_dates",
    "take_proposal",
    "tell_cancelled",
    "tell_changed",
    "why_moved",
    "withdraw_seat",
]
