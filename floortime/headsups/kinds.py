"""What heads-ups are about and how they may stand, in words; pure craft."""

from floortime.words import lazy

KINDS: dict[str, lazy] = {
    "campaign": lazy("Campaign"),
    "price": lazy("Price change"),
    "outage": lazy("Outage or work"),
    "change": lazy("Another change"),
}
LATE: dict[str, lazy] = {
    "": lazy("given in time"),
    "short": lazy("given at short notice"),
    "after": lazy("given after it hit"),
}
