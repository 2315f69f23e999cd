"""Text to the octets of a content line: cleaning, escaping, quoting, folding; knows nobody.

Source: RFC 5545 §3.1 (content lines), §3.2 (parameters), §3.3.11 (TEXT).
"""

import re

LINE_OCTETS = 75  # without the line break (RFC 5545 §3.1)
CRLF = "\r\n"

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 except newline, DEL, C1, bidi embeddings, overrides and isolates, halves of surrogate pairs
_UNWANTED = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_DIRT = re.compile(f"[{_UNWANTED}]")
_IN_PARAM = re.compile("[:;,]")
_PARAM_TABLE = str.maketrans({'"': "'", "\\": "/", "^": None})
_NOT_IN_URI = re.compile(rf'[\s{_UNWANTED}"<>\\^`{{|}}]')


def clean(text: str, limit: int) -> str:
    """Text that is safe on any screen: no control, no bidi override, breaks as `\\n`, at most `limit` characters.

    What is cut off is shown by an ellipsis. A tab becomes a space.
    """
    if not text.replace("\n", "").isprintable() and _DIRT.search(
        text
    ):  # a quick question, then the exact one
        text = _DIRT.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean_line(text: str, limit: int) -> str:
    """The same on one line: breaks become spaces."""
    text = clean(text, limit)
    return text.replace("\n", " ") if "\n" in text else text


def escaped(text: str) -> str:
    """A TEXT value of cleaned text (RFC 5545 §3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(text: str) -> str:
    """A parameter value, quoted where it must be (RFC 5545 §3.2); empty when nothing is left of it.

    DQUOTE cannot stand in one; a caret or backslash is read as an escape by some (RFC 6868) and not by others.
    """
    text = clean_line(text, 255).translate(_PARAM_TABLE).strip()
    return f'"{text}"' if _IN_PARAM.search(text) else text


def uri(text: str) -> str:
    """A URI or mail address as it is; ValueError when it holds a space, a control or what no URI may hold."""
    if not text or _NOT_IN_URI.search(text):
        raise ValueError(f"not a URI or mail address: {text[:80]!r}")
    return text


def identifier(text: str) -> str:
    """A UID as it is, escaped; ValueError when cleaning would change it, since a UID must come back the same."""
    if not text or (not text.isprintable() and ("\n" in text or _DIRT.search(text))):
        raise ValueError(f"not a UID: {text[:80]!r}")
    return escaped(text)


def folded(line: str) -> str:
    """A content line, folded to at most 75 octets a line on character borders; without its final break."""
    if len(line) <= LINE_OCTETS and (line.isascii() or len(line.encode()) <= LINE_OCTETS):
        return line
    raw = line.encode()
    pieces, at, room = [], 0, LINE_OCTETS
    while len(raw) - at > room:
        end = at + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(raw[at:end])
        at, room = end, LINE_OCTETS - 1
    pieces.append(raw[at:])
    return b"\r\n ".join(pieces).decode()
