"""Stopping names on their way into public words, wherever these are typed; knows names."""

from typing import Any

from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.names import known_names
from floortime.web.acts import reading
from floortime.words import _


def named(
    form: Any,
    *fields: str,
    obstacle: Obstacle | None = None,
    sitdown_id: int | None = None,
    signer_id: int | None = None,
    alone: bool = False,
    never_near: bool = False,
) -> bool:
    """Whether a name stops these fields of a form; the sentence then stands under the field that has it.

    Somebody signed in may say that it is meant, behind a mail link nobody can. `alone`: any first or last name
    counts by itself. `never_near`: nobody lets the name of one who raised it, or sat where it was said, through.
    """
    typed = {name: str(getattr(form, name).data or "") for name in fields}
    if not any(typed.values()):
        return False
    known = known_names(reading(), obstacle=obstacle, sitdown_id=sitdown_id, signer_id=signer_id)
    stops = False
    for name, words in typed.items():
        found = known.found(words, alone=alone)
        may_stand = hasattr(form, "meant") and not (never_near and found.near)
        if not found.all or (may_stand and form.meant.data):
            continue
        form.names_asked = getattr(form, "names_asked", False) or may_stand
        getattr(form, name).errors = [
            _("The log shows this. Leave out %(names)s.", names=", ".join(found.all))
        ]
        stops = True
    return stops
