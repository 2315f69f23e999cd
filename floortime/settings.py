"""The door to the environment: reads every FLOORTIME_* setting once, into one frozen record; knows errors."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from floortime.errors import Misconfigured

KNOWN = frozenset(
    {
        "FLOORTIME_DATA",
        "FLOORTIME_DATABASE_URL",
        "FLOORTIME_SECRET_KEY",
        "FLOORTIME_BASE_URL",
        "FLOORTIME_MAIL_URL",
        "FLOORTIME_MAILBOX",
        "FLOORTIME_IMAP_URL",
        "FLOORTIME_AUTHSERV_ID",
        "FLOORTIME_LOG_VISIBILITY",
        "FLOORTIME_TRUSTED_PROXIES",
    }
)
WEAKEST_KEY = 32
KEY_FILE = "secret.key"
"""Where the embedded default keeps the key it made, in the data folder."""
MAIL_SCHEMES = frozenset({"smtp", "smtps", "maildir"})


class Settings(Struct, frozen=True):
    """What the person who runs Floortime decided, checked."""

    data: Path
    database_url: str
    secret_key: str
    base_url: str
    mail_url: str
    mailbox: str
    log_public: bool
    trusted_proxies: int = 0
    imap_url: str = ""
    """The mailbox to watch for answers and bookings; empty: none is watched."""
    authserv_id: str = ""
    """The name under which our own mail server writes Authentication-Results; empty: nobody is believed."""

    @property
    def embedded(self) -> bool:
        """Whether the database is the SQLite file in our own folder or another SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether readers come over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """The domain that our Message-IDs and calendar UIDs end in."""
        return self.mailbox.rpartition("@")[2]


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check every setting.

    Raises Misconfigured with one sentence that names the setting and what to write instead.
    """
    env = {
        k: v
        for k, v in (environ if environ is not None else os.environ).items()
        if k.startswith("FLOORTIME_")
    }
    unknown = sorted(set(env) - KNOWN)
    if unknown:
        raise Misconfigured(f"{unknown[0]} is not a setting. Known are: {', '.join(sorted(KNOWN))}.")
    data = Path(env.get("FLOORTIME_DATA") or "./var").resolve()
    url = env.get("FLOORTIME_DATABASE_URL") or f"sqlite:///{data / 'floortime.sqlite3'}"
    url = _database(url)
    base = _base_url(env.get("FLOORTIME_BASE_URL") or "http://localhost:8000")
    return Settings(
        data=data,
        database_url=url,
        secret_key=_secret(env.get("FLOORTIME_SECRET_KEY"), data, embedded=url.startswith("sqlite")),
        base_url=base,
        mail_url=_mail_url(env.get("FLOORTIME_MAIL_URL") or f"maildir://{data / 'mail'}"),
        mailbox=_mailbox(env.get("FLOORTIME_MAILBOX") or "floortime@localhost.example"),
        log_public=_visibility(env.get("FLOORTIME_LOG_VISIBILITY") or "public"),
        trusted_proxies=_count(env.get("FLOORTIME_TRUSTED_PROXIES") or "0"),
        imap_url=_imap_url(env.get("FLOORTIME_IMAP_URL") or ""),
        authserv_id=_authserv_id(env.get("FLOORTIME_AUTHSERV_ID") or ""),
    )


def _database(url: str) -> str:
    scheme = url.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        return "postgresql+psycopg:" + url.partition(":")[2]
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise Misconfigured(
            "FLOORTIME_DATABASE_URL starts with a database we do not know. Write sqlite:///path or postgresql://user@host/name."
        )
    return url


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise Misconfigured(
            "FLOORTIME_BASE_URL is not an address of a site. Write for example https://floortime.example.org."
        )
    return url.rstrip("/")


def _mail_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in MAIL_SCHEMES or not (parts.netloc or parts.path):
        raise Misconfigured(
            "FLOORTIME_MAIL_URL is not a way to send mail. Write smtp://host:587, smtps://user:password@host or maildir:///folder."
        )
    return url


def _imap_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"imap", "imaps"} or not (parts.hostname and parts.username)):
        raise Misconfigured(
            "FLOORTIME_IMAP_URL is not a mailbox to watch. Write imaps://user:password@host/INBOX."
        )
    return url


def _authserv_id(name: str) -> str:
    if any(c.isspace() or c in ';()"' for c in name):
        raise Misconfigured(
            "FLOORTIME_AUTHSERV_ID is the first word of Authentication-Results, as your mail server writes it. Write for example mx.example.org."
        )
    return name


def _mailbox(address: str) -> str:
    name, at, domain = address.partition("@")
    if not (name and at and "." in domain) or any(c.isspace() or c in '<>,;"' for c in address):
        raise Misconfigured(
            "FLOORTIME_MAILBOX is not an e-mail address. Write for example floortime@example.org."
        )
    return address


def _visibility(word: str) -> bool:
    if word not in {"public", "members"}:
        raise Misconfigured(
            "FLOORTIME_LOG_VISIBILITY is either public (readable without sign-in) or members."
        )
    return word == "public"


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 9:
        raise Misconfigured(
            "FLOORTIME_TRUSTED_PROXIES is the number of reverse proxies in front, from 0 to 9."
        )
    return int(text)


def _secret(key: str | None, data: Path, *, embedded: bool) -> str:
    """The given key; on the embedded default one that is made once and kept beside the database."""
    if key is not None:
        if len(key) < WEAKEST_KEY or len(set(key)) < 10:
            raise Misconfigured(
                "FLOORTIME_SECRET_KEY is too easy to guess. Use 32 random characters or more."
            )
        return key
    if not embedded:
        raise Misconfigured(
            "FLOORTIME_SECRET_KEY is missing. With PostgreSQL, set it to 32 random characters or more."
        )
    kept = data / KEY_FILE
    if not kept.is_file():
        data.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(fresh, kept)  # the first of several starting processes wins; the others read its key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text(encoding="ascii").strip()
