"""libical's own iTIP, read through ctypes: it says what a message of ours is to an attendee, and writes their answers."""

import ctypes
import re
from datetime import datetime

_STAMP = re.compile(rb"^DTSTAMP[:;].*\r?\n", re.MULTILINE)


class Itip:
    """The attendee's side, by people who never saw ours. Its clock is the machine's: ours is written over it."""

    def __init__(self) -> None:
        self._ical, self._ss = ctypes.CDLL("libical.so.3"), ctypes.CDLL("libicalss.so.3")
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        self._parse = _typed(self._ical.icalparser_parse_string, pointer, text)
        self._text = _typed(self._ical.icalcomponent_as_ical_string, text, pointer)
        self._free = _typed(self._ical.icalcomponent_free, None, pointer)
        self._word = _typed(self._ical.icalproperty_enum_to_string, text, ctypes.c_int)
        self._class = _typed(self._ss.icalclassify, ctypes.c_int, pointer, pointer, text)
        self._accept = _typed(self._ss.icalmessage_new_accept_reply, pointer, pointer, text, text)
        self._decline = _typed(self._ss.icalmessage_new_decline_reply, pointer, pointer, text, text)
        self._delegate = _typed(self._ss.icalmessage_new_delegate_reply, pointer, pointer, text, text, text)

    def kind(self, message: bytes, known: bytes | None, who: str) -> str:
        """What it is to somebody who knows `known` of the event, or nothing: REQUEST-NEW, CANCEL-EVENT and so on."""
        new, old = self._parse(message), self._parse(known) if known else None
        try:
            return bytes(self._word(self._class(new, old, who.encode()))).decode()
        finally:
            self._free(new)
            if old:
                self._free(old)

    def accepted(self, request: bytes, who: str, at: datetime) -> bytes:
        """Yes."""
        return self._said(request, at, lambda told: self._accept(told, _mailto(who), b"Gladly"))

    def declined(self, request: bytes, who: str, at: datetime) -> bytes:
        """No."""
        return self._said(request, at, lambda told: self._decline(told, _mailto(who), b"Not then"))

    def passed_on(self, request: bytes, who: str, to: str, at: datetime) -> bytes:
        """Somebody else instead."""
        return self._said(
            request, at, lambda told: self._delegate(told, _mailto(who), _mailto(to), b"You go")
        )

    def _said(self, request: bytes, at: datetime, made) -> bytes:
        told = self._parse(request)
        answer = made(told)
        assert answer
        try:
            written = bytes(self._text(answer))
        finally:
            self._free(told)
            self._free(answer)
        stamped = _STAMP.sub(f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}\r\n".encode(), written)
        return re.sub(rb"\r?\n", b"\r\n", stamped)


def _typed(function, result, *arguments):
    function.restype, function.argtypes = result, arguments
    return function


def _mailto(address: str) -> bytes:
    return f"mailto:{address}".encode()


def itip() -> Itip | None:
    """The library of this machine; None when it has none."""
    try:
        return Itip()
    except OSError:
        return None
