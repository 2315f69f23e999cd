"""What many tests do in a browser: press a button of a page, as a person or as nobody."""

import re
from html import unescape

OURS = {"Sec-Fetch-Site": "same-origin"}


def post(client, url: str, data: dict | None = None, *, page: str | None = None, **more):
    """Send a form as a browser would: with the token of the page it stands on, from our own site."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page or "/sign-in/password").text)
    if found is None:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/me").text)
    token = {"csrf_token": found[1]} if found else {}
    return client.post(url, data={**token, **(data or {})}, headers=OURS, **more)


def errors(response) -> list[str]:
    """The sentences under the fields of a page."""
    return [
        unescape(re.sub(r"<[^>]+>", "", said)).strip()
        for said in re.findall(r'<p class="error"[^>]*>(.*?)</p>', response.text, flags=re.DOTALL)
    ]


def heading(response) -> str:
    """The page's h1 as one reads it."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split()) if found else ""


def toasts(response) -> list[str]:
    """What the page says has just happened."""
    return [unescape(said) for said in re.findall(r"data-toast>\s*<p>(.*?)</p>", response.text)]
