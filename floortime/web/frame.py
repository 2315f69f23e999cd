"""The application class: Flask without the work that no page of ours needs; knows Flask alone.

Each line here was measured: what every request pays, the unchanged feed and the kept log pay too.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, with the signer made once instead of at each request."""

    def __init__(self) -> None:
        self._signers: dict[str, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of this application's key."""
        key = str(app.secret_key)
        if key not in self._signers:
            self._signers = {key: super().get_signing_serializer(app)}
        return self._signers[key]


class LateRule(Rule):
    """A rule that learns to write its addresses when the first one is wanted.

    Werkzeug compiles two functions a rule at the start, a tenth of a second for ours; a process ever calls few of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learn = cache(super()._compile_builder)

        def write(rule: Rule, **values: Any) -> tuple[str, str]:
            return learn(append_unknown)(rule, **values)

        return write


class Application(Flask):
    """A Flask whose views are all plain functions."""

    url_rule_class = LateRule

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine, so nothing is asked whether it is one."""
        return func
