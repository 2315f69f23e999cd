"""axe-core in an open page, and the sideways scroll: 1440 px in the dark, 360 px in the light, 320 px for what overflows."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SIGHTS = ((1440, "dark"), (360, "light"))
"""Two sights of every page: between them both themes and both ends of the layout are looked at."""
NARROWEST = 320
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
RUN = """async (only) => {
    const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
    return found.violations.flatMap((v) => v.nodes.map((n) =>
        v.id + " at " + n.target.join(" ") + ": " + n.any.concat(n.all, n.none).map((c) => c.message).join("; ")));
}"""
WIDER = """() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) { return []; }
    const kept = (e) => { for (let p = e.parentElement; p; p = p.parentElement) {
        if (getComputedStyle(p).overflowX !== "visible") { return true; } } return false; };
    return [...document.querySelectorAll("main *, header *, footer *")]
        .filter((e) => e.getBoundingClientRect().right > wide + 1 && !kept(e))
        .slice(0, 3).map((e) => e.tagName.toLowerCase() + "." + e.className).concat("the page");
}"""

KINDS = """() => {
    const paths = new Map(), kinds = new Set(), telling = ["role", "type", "lang", "tabindex", "scope", "autocomplete"];
    const said = (a) => a.name === "class" ? a.value.split(/\\s+/).sort().join(".")
        : telling.includes(a.name) || a.name.startsWith("aria-") && a.value.length < 8 ? a.value : a.value !== "";
    for (const e of document.querySelectorAll("*")) {
        const own = [...e.attributes].map((a) => `[${a.name}=${said(a)}]`).sort().join("");
        paths.set(e, (paths.get(e.parentElement) || "") + ">" + e.localName + own);
        kinds.add(paths.get(e) + [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
    }
    [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].reduce((above, e) => {
        kinds.add(above + " then " + e.localName); return e.localName; }, "");
    return [[...kinds], paths.size];
}"""


class Looked:
    """What one walk has looked at, page by page of each endpoint: the same list with other rows shows nothing new.

    A kind is an element with its attributes, those of all that it stands in, and whether it has words of its own;
    or a heading below another. A page is new with one kind that no page of its endpoint had, or with more on it.
    """

    def __init__(self) -> None:
        self.kinds: dict[str | None, set[str]] = {}
        self.most: dict[str | None, int] = {}

    def new(self, page: Page, endpoint: str | None) -> bool:
        """Whether the open page shows what no page of this endpoint has shown; from now on it has."""
        kinds, many = page.evaluate(KINDS)
        known, most = self.kinds.setdefault(endpoint, set()), self.most.get(endpoint, 0)
        new = many > most or not known.issuperset(kinds)
        known.update(kinds)
        self.most[endpoint] = max(many, most)
        return new


def ready(page: Page) -> None:
    """Let every document that this window opens bring axe along: handed over anew it costs more than most pages.

    What comes from outside is not what the content policy forbids.
    """
    page.context.add_init_script(SOURCE)


def faults(page: Page, *, new: bool) -> list[str]:
    """Everything axe finds in a page that shows something new, in both sights; and what overflows at 320 px.

    It begins at the end that the page before was left at: laying a page out anew is dear too.
    """
    sights = SIGHTS if new else ()
    looks = [*(lambda sight=sight: _seen(page, *sight) for sight in sights), lambda: _overflows(page)]
    narrow = page.viewport_size is not None and page.viewport_size["width"] == NARROWEST
    return [fault for look in (reversed(looks) if narrow else looks) for fault in look()]


def _seen(page: Page, width: int, theme: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)
    return [f"{width} {theme}: {fault}" for fault in page.evaluate(RUN, EVERYTHING)]


def _overflows(page: Page) -> list[str]:
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    return [f"{NARROWEST} px: {part} is wider than the screen" for part in page.evaluate(WIDER)]
