"""People's text made safe and tidy, once, on the way in; knows nobody. The only module that uses bleach."""

import re
import unicodedata
from functools import cache
from html import unescape
from typing import Any

# Controls, line separators and bidirectional overrides: invisible, and good only for mischief.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_SENTENCE = re.compile(r".+?[.!?](?= \S)")
_FOLD = str.maketrans(
    {"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ß": "ss", "þ": "th", "ð": "d", "œ": "oe", "ı": "i"}
)

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code"})
ATTRIBUTES = {"a": ["href", "rel"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})


def one_line(words: str | None) -> str:
    """A name or a title: no line breaks, no doubled spaces, nothing invisible."""
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFC", words or ""))
    return " ".join(clean.split())


def bare(markdown: str) -> str:
    """What a reader of `html` reads, without its marks."""
    import nh3

    return unescape(nh3.clean(html(markdown), tags=set()))


def first_sentence(words: str | None, most: int) -> str:
    """What somebody wrote in one line: up to the end of its first sentence, or as many whole words as go into `most` letters."""
    said = one_line(words)
    ends = _SENTENCE.match(said)
    first = ends[0] if ends else said
    if len(first) <= most:
        return first
    cut = first[: most - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def lines(words: str | None) -> str:
    """A paragraph or more as typed, with line ends of one kind and nothing invisible."""
    text = unicodedata.normalize("NFC", words or "").replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub("", text)
    return re.sub(
        r"\n{3,}", "\n\n", "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    ).strip()


def folded(words: str) -> str:
    """Words as search compares them: no case, no diacritics; in Python, so that both databases agree."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return bare.casefold().translate(_FOLD)


def html(markdown: str) -> str:
    """Markdown rendered and cleaned for printing: a short allow-list, no images, styles, classes or ids."""
    import nh3

    rendered = _markdown().render(lines(markdown))
    cleaned = _cleaner().clean(rendered)
    # A second, independent gate: bleach gets no more releases, so it is never the last word.
    return nh3.clean(
        cleaned,
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(PROTOCOLS),
        link_rel="nofollow noopener noreferrer",
    )


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["image", "heading", "lheading", "hr"]
    )


@cache
def _cleaner() -> Any:
    from bleach.linkifier import LinkifyFilter
    from bleach.sanitizer import Cleaner

    return Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, filters=[LinkifyFilter])  # type: ignore[list-item] # the stubs know no keyword defaults


def whole_words(*words: str) -> re.Pattern[str] | None:
    """These words as whole words, in any case, however the blanks between them were written."""
    known = sorted({word for word in words if word}, key=len, reverse=True)
    if not known:
        return None
    parts = (r"\s+".join(map(re.escape, word.split())) for word in known)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
