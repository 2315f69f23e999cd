"""The headers that every answer carries; knows settings."""

from flask import Flask, Response

from floortime.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def wire(app: Flask, settings: Settings) -> None:
    """Set what is missing: a view that needs something else has said so before."""

    @app.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        if settings.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
