"""The headers that every answer carries; knows settings."""

from flask import Flask, Response

from floortime.settings import Settings

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
    by_key = [(name.lower(), name, value) for name, value in standing.items()]

    @app.after_request
    def dress(response: Response) -> Response:
        said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - iterating it gives pairs
        for key, name, value in by_key:
            if key not in said:
                response.headers.add(name, value)
        return response
