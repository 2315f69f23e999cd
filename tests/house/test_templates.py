"""Pages obey their own rules: nothing inline that the content policy forbids, and sizes a person can read."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
PAGES = [path for path in TEMPLATES.rglob("*.html") if path.parent.name != "letters"]
INLINE = re.compile(
    r"<[^>]*\s(style|on\w+|hx-on[\w:-]*)=|<style\b|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
)


def test_nothing_inline_stands_in_a_page() -> None:
    found = {
        str(path.relative_to(ROOT)): hit.group(0)
        for path in PAGES
        if (hit := INLINE.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_templates_stay_short() -> None:
    long = {str(path.relative_to(ROOT)): n for path in TEMPLATES.rglob("*.*") if (n := _lines(path)) > 150}
    assert long == {}


def test_our_own_browser_files_stay_short() -> None:
    own = [
        *(ROOT / "floortime" / "static" / "css").glob("*.css"),
        *(ROOT / "floortime" / "static" / "js").glob("*.js"),
    ]
    assert {path.name: n for path in own if (n := _lines(path)) > 300} == {}


def test_letters_fetch_nothing() -> None:
    letters = [path.read_text(encoding="utf-8") for path in (TEMPLATES / "letters").glob("*.html")]
    assert [hit for text in letters for hit in re.findall(r"<img\b|<link\b|url\(|@import", text)] == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
