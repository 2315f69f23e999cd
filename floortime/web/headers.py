"""The headers that every answer carries; knows settings."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

from floortime.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def wire(app: Flask, settings: Settings) -> None:
    """Set what is missing: a view that needs something else has said so before."""
    standing = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
        **({"Strict-Transport-Security": "max-age=31536000"} if settings.secure else {}),
    }
    app.wsgi_app = Dressed(app.wsgi_app, standing)  # type: ignore[method-assign]


class Dressed:
    """Adds the standing headers at the door, where they are ready pairs: through the response they cost four times as much."""

    def __init__(self, app: "WSGIApplication", standing: dict[str, str]) -> None:
        self._app = app
        self._standing = [(name.lower(), (name, value)) for name, value in standing.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does, in full dress."""

        def dressed(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            said = {name.lower() for name, _value in headers}
            headers.extend(pair for key, pair in self._standing if key not in said)
            return start_response(status, headers, *error)

        return self._app(environ, dressed)
