"""Loaded by every Python of a journey's house: its clock is the real one, moved by the seconds written in a file."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

if "JOURNEY_CLOCK" in os.environ:
    from floortime import clock

    _moved = Path(os.environ["JOURNEY_CLOCK"])

    def _now() -> datetime:
        moved = datetime.now(UTC) + timedelta(seconds=float(_moved.read_text(encoding="ascii")))
        return moved.replace(microsecond=0)

    clock.now = _now
