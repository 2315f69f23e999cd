"""The verbs of people, by duty: adding, guests, signing in, profiles, roles, erasing, importing."""

from floortime.people.actions.adding import Newcomer, add_person
from floortime.people.actions.erasing import erase_person
from floortime.people.actions.guests import add_guest
from floortime.people.actions.house import (
    add_department,
    add_site,
    change_house,
    change_site,
    close_day,
    open_day,
)
from floortime.people.actions.importing import import_people
from floortime.people.actions.profiles import (
    add_delegate,
    change_profile,
    choose_brief,
    choose_dues,
    choose_letters,
    keep_password,
    remove_delegate,
    stop_letters,
    write_again,
)
from floortime.people.actions.roles import give_role, take_role
from floortime.people.actions.signing import (
    close_other_sessions,
    close_session,
    forget_sessions,
    may_sign_in,
    note_try,
    open_session,
    send_link,
    sign_in_link,
    use_link,
)
from floortime.people.actions.zones import settle_zone, unsettle_zone

__all__ = [
    "Newcomer",
    "add_delegate",
    "add_department",
    "add_guest",
    "add_person",
    "add_site",
    "change_house",
    "change_profile",
    "change_site",
    "choose_brief",
    "choose_dues",
    "choose_letters",
    "close_day",
    "close_other_sessions",
    "close_session",
    "erase_person",
    "forget_sessions",
    "give_role",
    "import_people",
    "keep_password",
    "may_sign_in",
    "note_try",
    "open_day",
    "open_session",
    "remove_delegate",
    "send_link",
    "settle_zone",
    "sign_in_link",
    "stop_letters",
    "take_role",
    "unsettle_zone",
    "use_link",
    "write_again",
]
