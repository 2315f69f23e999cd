"""MIME bytes to what a person wrote and the files they sent along; knows no room. HTML becomes plain text here, and nothing of it runs.

Source: RFC 2046 (MIME), RFC 2183 (Content-Disposition).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from html.parser import HTMLParser

from msgspec import Struct

from floortime.mail.quoting import newly_said

LONGEST = 200_000
"""Characters of a body that are looked at."""
MOST_FILES = 10
DEEPEST = 6
PICTURE = 30_000
"""Octets from which a picture within the text is somebody's picture rather than the logo of their signature."""

_LINK = re.compile(r"/f/([\w-]{20,60})(?![\w-])")
_SPACE = re.compile(r"[ \t\r\n\f\v ]+")


class Attached(Struct, frozen=True):
    """A file that came along: the name the sender gave it, and its octets."""

    name: str
    type: str
    body: bytes


class Written(Struct, frozen=True):
    """What somebody wrote to us in words."""

    words: str = ""
    """Their own, without what they quoted and their signature."""
    answers: tuple[str, ...] = ()
    """The Message-IDs they answer, the nearest first (RFC 5322 §3.6.4)."""
    links: tuple[str, ...] = ()
    """Secrets of answer links that stand in what they quoted."""
    files: tuple[Attached, ...] = ()


def read_words(raw: bytes) -> Written:
    """The words and files of a mail from its bytes. What cannot be decoded is left out."""
    mail = message_from_bytes(raw, policy=compat32)
    found: list[Attached] = []
    text = _text_of(mail, found, 0)[:LONGEST]
    whole = text + " ".join(_leaves(mail))[:LONGEST]
    return Written(
        words=newly_said(text),
        answers=_answered(mail),
        links=tuple(dict.fromkeys(_LINK.findall(whole)))[:20],
        files=tuple(found[:MOST_FILES]),
    )


def _answered(mail: Message) -> tuple[str, ...]:
    nearest = re.findall(r"<([^<>\s]{3,250})>", str(mail.get("In-Reply-To", ""))[:2_000])
    thread = re.findall(r"<([^<>\s]{3,250})>", str(mail.get("References", ""))[-8_000:])
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))[:20]


def _text_of(part: Message, files: list[Attached], depth: int) -> str:
    """The text of a part, its files put beside."""
    if depth > DEEPEST or part.get_content_maintype() == "message":
        return ""
    if not part.is_multipart():
        return _leaf(part, files)
    inner = [one for one in part.get_payload() if isinstance(one, Message)]
    if part.get_content_subtype() == "alternative":
        texts = {one.get_content_type(): _text_of(one, files, depth + 1) for one in inner}
        plain = texts.pop("text/plain", "")
        return plain if plain.strip() else next((text for text in texts.values() if text.strip()), "")
    return "\n".join(filter(None, (_text_of(one, files, depth + 1) for one in inner)))


def _leaf(part: Message, files: list[Attached]) -> str:
    name, shown = _name(part), part.get_content_disposition()
    kind = part.get_content_type()
    if shown == "attachment" or (name and kind not in {"text/plain", "text/html"}):
        body = part.get_payload(decode=True)
        logo = bool(shown != "attachment" and part.get("Content-ID")) and len(body or b"") < PICTURE
        if isinstance(body, bytes) and body and not logo:
            files.append(Attached(name[:200], kind, body))
        return ""
    if kind == "text/plain":
        return _decoded(part)
    return plain_of(_decoded(part)) if kind == "text/html" else ""


def _leaves(mail: Message) -> Iterator[str]:
    """The HTML as it came: links stand in it that its text does not show."""
    for part in mail.walk():
        if part.get_content_type() == "text/html":
            yield _decoded(part)


def _decoded(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    charset = str(part.get_content_charset("utf-8"))
    try:
        return body[: 4 * LONGEST].decode(charset, "replace")
    except LookupError:
        return body[: 4 * LONGEST].decode("utf-8", "replace")


def _name(part: Message) -> str:
    """A file's name on one line, without a way to another folder."""
    raw = part.get_filename() or ""
    try:
        said = str(make_header(decode_header(raw))) if "=?" in raw else raw
    except (LookupError, UnicodeError, ValueError):
        said = raw
    said = re.split(r"[/\\]", said)[-1]
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())


_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "blockquote", "pre"})  # fmt: skip
_UNSEEN = frozenset({"style", "script", "head", "title", "template", "noscript"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr", "base", "area"})
_QUOTES = re.compile(r"\b(?:gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote)\b")
_SIGNED = re.compile(r"signature", re.IGNORECASE)
_LETTER = frozenset({"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"})
_RULED = re.compile(r"border(?:-top)?:\s*(?:none;\s*border-top:\s*)?solid #(?:e1e1e1|b5c4df)", re.IGNORECASE)


class _Plain(HTMLParser):
    """HTML as lines: quoted ones begin with ">", as in plain mail, and signatures are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = [""]
        self.open: list[tuple[str, bool, bool]] = []
        """Each open element: its name, whether it is unseen, whether it is quoted."""
        self.ended = False
        """A whole letter follows."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        said = {name: value or "" for name, value in attrs}
        self._line(tag)
        marks = f"{said.get('class', '')} {said.get('id', '')}"
        if said.get("id", "").lower().removeprefix("x_") in _LETTER or _RULED.search(said.get("style", "")):
            self.ended = True
        if tag not in _VOID:
            quoted = tag == "blockquote" or bool(_QUOTES.search(marks))
            self.open.append((tag, tag in _UNSEEN or bool(_SIGNED.search(marks)), quoted))

    def handle_endtag(self, tag: str) -> None:
        """Close it, and what was left open in it."""
        if any(name == tag for name, _unseen, _quoted in self.open):
            while self.open.pop()[0] != tag:
                continue
        self._line(tag)

    def handle_data(self, data: str) -> None:
        """Words."""
        if self.ended or any(unseen for _name, unseen, _quoted in self.open):
            return
        said = _SPACE.sub(" ", data)
        if not self.rows[-1].strip(" >"):
            self.rows[-1] = "> " if any(quoted for _name, _unseen, quoted in self.open) else ""
            said = said.lstrip()
        self.rows[-1] += said

    def _line(self, tag: str) -> None:
        if tag in _BLOCKS and self.rows[-1].strip(" >"):
            self.rows.append("")
        if tag in {"p", "br"} and len(self.rows) > 1 and self.rows[-1] == "" and self.rows[-2] != "":
            self.rows.append("") if tag == "p" else None


def plain_of(html: str) -> str:
    """The words of an HTML body, a paragraph a line."""
    reader = _Plain()
    reader.feed(html[: 2 * LONGEST])
    reader.close()
    return "\n".join(row.rstrip() for row in reader.rows)
