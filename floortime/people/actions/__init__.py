"""The verbs of people, by duty: guests, signing in, profiles, roles, erasing, importing."""

from floortime.people.actions.guests import add_guest
from floortime.people.actions.profiles import add_delegate, change_profile, keep_password, remove_delegate
from floortime.people.actions.signing import (
    close_other_sessions,
    close_session,
    may_sign_in,
    note_try,
    open_session,
    send_link,
    sign_in_link,
    use_link,
)

__all__ = [
    "add_delegate",
    "add_guest",
    "change_profile",
    "close_other_sessions",
    "close_session",
    "keep_password",
    "may_sign_in",
    "note_try",
    "open_session",
    "remove_delegate",
    "send_link",
    "sign_in_link",
    "use_link",
]
