"""The words of which the bench makes what the floor says and what is promised."""

NOUNS = [
    "map",
    "lift",
    "badge",
    "headset",
    "roster",
    "queue",
    "refund",
    "password",
    "locker",
    "printer",
    "scanner",
    "parking",
    "canteen",
    "handover",
]
VERBS = [
    "comes late",
    "stands still",
    "is missing",
    "breaks at night",
    "takes three calls",
    "asks twice",
    "shows nothing",
]
