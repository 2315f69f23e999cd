"""libical read through ctypes: what a calendar of ours means to the library behind many servers and desktops."""

import ctypes
from ctypes.util import find_library
from datetime import UTC, date, datetime, timedelta

VEVENT, VTODO = 4, 5  # icalcomponent_kind


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


class Span(ctypes.Structure):
    """struct icaltime_span."""

    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


def _day(time: Time) -> date:
    assert time.is_date
    return date(time.year, time.month, time.day)


_Told = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


class Libical:
    """The library, with the few functions we ask."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        self._parse = library.icalparser_parse_string
        self._parse.restype, self._parse.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
        self._first = library.icalcomponent_get_first_component
        self._next = library.icalcomponent_get_next_component
        for step in (self._first, self._next):
            step.restype, step.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_int]
        self._moment = library.icaltime_from_timet_with_zone
        self._moment.restype, self._moment.argtypes = Time, [ctypes.c_long, ctypes.c_int, ctypes.c_void_p]
        self._utc = library.icaltimezone_get_utc_timezone
        self._utc.restype = ctypes.c_void_p
        self._each = library.icalcomponent_foreach_recurrence
        self._each.restype, self._each.argtypes = None, [ctypes.c_void_p, Time, Time, _Told, ctypes.c_void_p]
        self._free = library.icalcomponent_free
        self._free.argtypes = [ctypes.c_void_p]
        self._start, self._end = library.icalcomponent_get_dtstart, library.icalcomponent_get_dtend
        self._due, self._errors = library.icalcomponent_get_due, library.icalcomponent_count_errors
        for read in (self._start, self._end, self._due):
            read.restype, read.argtypes = Time, [ctypes.c_void_p]
        self._errors.restype, self._errors.argtypes = ctypes.c_int, [ctypes.c_void_p]

    def dates(self, raw: bytes) -> tuple[list[tuple[date, date]], list[date], int]:
        """Begin and end of each VEVENT and the day of each VTODO, where they are dates without an hour; and how many errors."""
        whole = self._parse(raw)
        assert whole
        try:
            days = [(_day(self._start(e)), _day(self._end(e))) for e in self._all(whole, VEVENT)]
            return days, [_day(self._due(t)) for t in self._all(whole, VTODO)], self._errors(whole)
        finally:
            self._free(whole)

    def _all(self, whole: int, kind: int) -> list[int]:
        found, one = [], self._first(whole, kind)
        while one:
            found.append(one)
            one = self._next(whole, kind)
        return found

    def spans(self, raw: bytes, after: datetime, until: datetime) -> list[list[tuple[datetime, datetime]]]:
        """For each VEVENT its (start, end)s between two instants, as instants; overrides are events of their own."""
        whole = self._parse(raw)
        assert whole
        low, high = (
            self._moment(int(at.timestamp()), 0, self._utc()) for at in (after, until + timedelta(days=1))
        )
        events = []
        event = self._first(whole, VEVENT)
        while event:
            found: list[tuple[datetime, datetime]] = []

            def told(_event: int, span: "ctypes._Pointer[Span]", _data: int, found: list = found) -> None:
                one = span.contents
                found.append((datetime.fromtimestamp(one.start, UTC), datetime.fromtimestamp(one.end, UTC)))

            self._each(event, low, high, _Told(told), None)
            events.append(sorted(found))
            event = self._next(whole, VEVENT)
        self._free(whole)
        return events


def libical() -> Libical | None:
    """The library of this machine; None when it has none."""
    path = find_library("ical") or next(iter(_plain()), None)
    return Libical(path) if path else None


def _plain() -> list[str]:
    try:
        ctypes.CDLL("libical.so.3")
    except OSError:
        return []
    return ["libical.so.3"]
