"""What goes out into calendars: the series, single dates, seats; and what the feeds keep of it."""

from floortime.sitdowns.invitations.carrying import tell_series_edited, tell_series_split
from floortime.sitdowns.invitations.handing import hand_over, invite_member, withdraw_member
from floortime.sitdowns.invitations.leader import (
    cancel_leader_single,
    end_leader_series,
    holds_series,
    invite_leader,
    tell_leader_brief,
    tell_leader_cancelled,
    tell_leader_dates,
    tell_leader_moved,
)
from floortime.sitdowns.invitations.seats import (
    change_seats,
    invite_seat,
    remind_seat,
    take_back_seat,
    take_back_seats,
)
from floortime.sitdowns.invitations.stored import keep_bytes, seat_event

__all__ = [
    "cancel_leader_single",
    "change_seats",
    "end_leader_series",
    "hand_over",
    "holds_series",
    "invite_leader",
    "invite_member",
    "invite_seat",
    "keep_bytes",
    "remind_seat",
    "seat_event",
    "take_back_seat",
    "take_back_seats",
    "tell_leader_brief",
    "tell_leader_cancelled",
    "tell_leader_dates",
    "tell_leader_moved",
    "tell_series_edited",
    "tell_series_split",
    "withdraw_member",
]
