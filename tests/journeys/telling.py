"""A journey told: after each step what the log, the morning board, the promise clock and every letter say, as one text."""

import difflib
import os
import re
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.postbox import Mail

WRITE = "FT_TEST_WRITE"
"""Set, it writes the story anew, to be read before it is kept."""


READ = """([which, parts]) => {
  const line = (element) => element.innerText.replace(/\\s+/g, " ").trim();
  const shown = [...document.querySelectorAll(which)];
  return shown.map((one) => parts ? [...one.children].map(line).join(" · ") : line(one));
}"""
"""In one question to the browser, however much there is to read."""


class Telling:
    """The story so far, beside the one that is kept; each step is compared as a whole."""

    def __init__(self, kept: Path, english: Page, dutch: Page, chief: Page) -> None:
        self.kept, self.english, self.dutch, self.chief = kept, english, dutch, chief
        self.steps: list[str] = []
        self.pages: dict[str, list[str]] = {}
        self.expected = _parts(kept.read_text(encoding="utf-8")) if kept.exists() else []
        self.entry = ""
        """The address of the entry in the log, once it stands there."""

    def step(self, head: str, letters: list[Mail]) -> None:
        """What there is to see now; equal to what is kept for this step, letter by letter and line by line."""
        told = "\n".join([f"== {head}", *_posted(letters), *self._pages(), ""])
        n = len(self.steps)
        self.steps.append(told)
        if WRITE in os.environ:
            self.kept.write_text("\n".join(self.steps), encoding="utf-8")
            return
        kept = self.expected[n] if n < len(self.expected) else ""
        assert told == kept, "\n".join(
            difflib.unified_diff(kept.split("\n"), told.split("\n"), "kept", "told")
        )

    def ended(self) -> None:
        """Nothing more is kept than was told."""
        assert len(self.expected) == len(self.steps) or WRITE in os.environ

    def _pages(self) -> list[str]:
        """What each page says; one that says what it said after the step before is named alone."""
        now = {
            "the log": self._log(self.english),
            "the log in Dutch": self._log(self.dutch),
            "the morning board": self._board(),
            "the promise clock": self._clock(),
        }
        before, self.pages = self.pages, now
        return [
            line
            for name, said in now.items()
            for line in ([f"-- {name}: as before"] if before.get(name) == said else [f"-- {name}", *said])
        ]

    def _log(self, page: Page) -> list[str]:
        if not self.entry:
            page.goto("/log")
            return _read(page, ".obstacle") or ["(empty)"]
        page.goto(self.entry)
        head = _read(page, ".title-block .light, h1, .band .waiting, .band p.small, .metoo")
        closed = _read(page, "section[aria-labelledby=closed] p")
        promises = _read(page, ".promise", parts=True)
        return [
            " | ".join(head),
            *closed,
            *promises,
            *(f"  {line}" for line in _read(page, ".timeline .entry")),
        ]

    def _board(self) -> list[str]:
        self.chief.goto("/board")
        return _read(self.chief, ".board-main .brow") or ["(nothing)"]

    def _clock(self) -> list[str]:
        self.english.goto("/clock")
        figures = [
            row for row in _read(self.english, ".clock tbody tr") if re.search(r"\d of \d|too few", row)
        ]
        return [*_read(self.english, ".sentences > div > p:first-child"), *figures]


def _read(page: Page, which: str, *, parts: bool = False) -> list[str]:
    """What a reader sees of these, each on one line; `parts`: of each its parts, set apart."""
    found: list[str] = page.evaluate(READ, [which, parts])
    return found


def _posted(letters: list[Mail]) -> list[str]:
    found = [f"-- to {mail.to}: {mail.subject}\n{_bare(mail.text)}" for mail in letters]
    return found or ["-- no letter"]


def _bare(text: str) -> str:
    """A letter's words without what is another at each run: addresses and secrets."""
    bare = re.sub(r"https?://[^/\s]+", "", text)
    bare = re.sub(r"/(f|w|answer|followups|log)/[\w-]{6,}", r"/\1/…", bare)
    return "\n".join(f"   {line}".rstrip() for line in bare.strip().split("\n"))


def _parts(story: str) -> list[str]:
    return [f"== {part}".rstrip("\n") + "\n" for part in story.split("== ") if part]
