"""Walks the house as one person does: from page to page by its links, so that a new page is not forgotten."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

SHELL = ("static_file", "healthz", "readyz")


class Walk:
    """One person's walk through the pages that links lead to, one of each kind: rows differ, their page is the same.

    A kind is an endpoint and the name that stands in the address's query; two filters at once show nothing new.
    `passing` are endpoints that are left to somebody else's walk.
    """

    def __init__(self, page: Page, routes: Map, *, passing: frozenset[str] = frozenset()) -> None:
        self.page = page
        self.passing = {None, *SHELL, *passing}
        self.routes = routes.bind("127.0.0.1")
        self.seen: set[str] = set()
        self.kinds: set[tuple[str, frozenset[str]]] = set()
        self.shown: set[str] = set()
        """The endpoints that have shown this person a page."""

    def pages(self, *first: str) -> Iterator[str]:
        """Open `first` and every kind of page that can be reached from there, and stop at each; a file is passed by."""
        waiting, sure = list(first), set(first)
        while waiting:
            path = waiting.pop(0)
            if not self._worth(path, sure=path in sure) or not self._open(path):
                continue
            yield path
            waiting += self.page.eval_on_selector_all(
                "a[href]",
                "found => found.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)",
            )

    def endpoint(self, path: str) -> str | None:
        """The endpoint behind an address; None when no page answers there."""
        try:
            return str(self.routes.match(urlsplit(path).path, "GET")[0])
        except (HTTPException, RequestRedirect):
            return None

    def _worth(self, path: str, *, sure: bool) -> bool:
        endpoint = self.endpoint(path)
        kind = endpoint, frozenset(name for name, _value in parse_qsl(urlsplit(path).query))
        if path in self.seen or endpoint in self.passing:
            return False
        if not sure and (kind in self.kinds or len(kind[1]) > 1):
            return False
        self.seen.add(path)
        self.kinds.add(kind)
        return True

    def _open(self, path: str) -> bool:
        """Whether a page came, and one that has not been looked at yet: much of what is locked leads to the same door."""
        try:
            answer = self.page.goto(path, wait_until="load")
        except Error as failed:
            if "Download is starting" in failed.message or "ERR_ABORTED" in failed.message:
                return False
            raise
        at = self.endpoint(self.page.url)
        if answer.request.redirected_from and at in self.shown:
            return False
        if answer.ok and at:
            self.shown.add(at)
        return answer.headers.get("content-type", "").startswith("text/html")
