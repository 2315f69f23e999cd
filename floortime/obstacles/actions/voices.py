"""Me too: once per device and entry, or once per person under their own name; knows act, claims, moving's edition."""

from msgspec import Struct
from sqlalchemy import delete, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.obstacles import claims
from floortime.obstacles.actions.sorting import count_voices
from floortime.obstacles.model import Obstacle, Voice
from floortime.obstacles.stages import PUBLIC
from floortime.tokens import fresh_key, hashed
from floortime.words import _


class Voiced(Struct, frozen=True):
    """Where a me too stands after the press, and the code with which its owner is asked later."""

    pressed: bool
    claim_code: str


def device_hash(obstacle: Obstacle, device: str) -> str:
    """A device as one entry knows it: two entries cannot tell that it is the same one."""
    return hashed(f"{obstacle.id}:{device}")


def say_me_too(act: Act, obstacle: Obstacle, *, device: str = "", person_id: int | None = None) -> Voiced:
    """Count one more voice, of a device or of a person who signed in; said twice it counts once."""
    if obstacle.stage not in PUBLIC:
        raise Refused(_("The log does not show this entry any more."))
    code = claims.derived(act.settings.secret_key, "voice", f"{obstacle.id}:{device}") if device else ""
    if _there(act, obstacle, device, person_id) is None:
        act.session.add(
            Voice(
                id=fresh_key(act.session, Voice, act.today),
                obstacle_id=obstacle.id,
                person_id=person_id,
                device_hash=device_hash(obstacle, device) if device else None,
                claim_hash=hashed(code) if code else None,
                on=act.today,
            )
        )
        count_voices(act, obstacle, 1)
        journal.write_unnamed(act, "voice.added", "obstacle", obstacle.id)
    return Voiced(pressed=True, claim_code=code)


def take_back_me_too(
    act: Act, obstacle: Obstacle, *, device: str = "", person_id: int | None = None
) -> Voiced:
    """Count that voice no longer; taking back what was not said changes nothing."""
    there = _there(act, obstacle, device, person_id)
    if there is not None:
        act.session.execute(delete(Voice).where(Voice.id == there))
        count_voices(act, obstacle, -1)
        journal.write_unnamed(act, "voice.taken_back", "obstacle", obstacle.id)
    return Voiced(pressed=False, claim_code="")


def press_me_too(act: Act, obstacle: Obstacle, *, device: str = "", person_id: int | None = None) -> Voiced:
    """One press of the button: says me too, or takes it back."""
    if _there(act, obstacle, device, person_id) is None:
        return say_me_too(act, obstacle, device=device, person_id=person_id)
    return take_back_me_too(act, obstacle, device=device, person_id=person_id)


def _there(act: Act, obstacle: Obstacle, device: str, person_id: int | None) -> int | None:
    whose = Voice.device_hash == device_hash(obstacle, device) if device else Voice.person_id == person_id
    return act.session.scalar(select(Voice.id).where(Voice.obstacle_id == obstacle.id, whose))
