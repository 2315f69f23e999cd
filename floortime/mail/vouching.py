"""For which domains our own mail server vouches, by the Authentication-Results it wrote on top; pure, knows nobody.

Only the topmost header under our server's own name counts: what a sender wrote below it is the sender's. A server
that writes several, one a check, writes them in a row, and that row counts. Source: RFC 8601 §2, §5.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a tenth of a second, which only the process that reads mail pays
    import authres

_ID = re.compile(r"\s*([^\s;()]+)(?:\s+1)?\s*(?:;|$)")
NAMELESS = "exchange-online"
"""How settings call a server that puts one header on top and leaves its own name out, as Exchange Online does."""

_BARE = re.compile(
    r"(?<![\w.-])(?!dkim=|spf=|dmarc=|arc=|auth=|iprev=|reason=)[a-z]+=[\w.-]+(?=\s|;|$)", re.IGNORECASE
)
"""Words such as `action=none` and `compauth=pass`, which no grammar knows and one large provider writes."""


def vouched_domains(headers: Sequence[str], authserv_id: str, domain: str) -> frozenset[str]:
    """Those of {`domain`} that passed: DMARC for it, or a DKIM signature aligned with it (RFC 7489 §3.1.1).

    `headers` are the values of all Authentication-Results, topmost first; `domain` is that of From. A failed DMARC
    outweighs every signature.
    """
    if not authserv_id or not domain:
        return frozenset()
    ours = _our_row(headers, authserv_id.casefold())
    results = [result for header in ours for result in _results(header)]
    dmarc = [result for result in results if result.method == "dmarc"]
    if dmarc:
        said = dmarc[0]
        about = _property(said, "header", "from")
        return frozenset({domain}) if said.result == "pass" and about in {domain, ""} else frozenset()
    signed = (_property(r, "header", "d") for r in results if r.method == "dkim" and r.result == "pass")
    return frozenset({domain}) if any(one and _aligned(domain, one) for one in signed) else frozenset()


def named_on_top(headers: Sequence[str]) -> str:
    """The name under which the topmost header was written; empty when there is none, or it bears no name."""
    found = _ID.match(headers[0]) if headers else None
    return found[1] if found is not None and "=" not in found[1] else ""


def _our_row(headers: Sequence[str], authserv_id: str) -> list[str]:
    """The first headers under our name that stand together; none when another name stands on top."""
    if authserv_id == NAMELESS:
        return [";" + header for header in headers[:1] if _ID.match(header) is None]
    row: list[str] = []
    for header in headers[:20]:
        found = _ID.match(header)
        if found is None or found[1].casefold() != authserv_id:
            break
        row.append(header[found.end(1) :])
    return row


def _results(rest: str) -> "Iterable[authres.AuthenticationResult]":
    """The results of one header; one that cannot be read is left out, and vouches for nothing."""
    import authres

    flat = " ".join(rest[:8_000].split())
    for clause in flat.split(";")[1:]:
        told = _BARE.sub("", clause).strip()
        if not told:
            continue
        try:
            header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: x; {told}")
        except (authres.AuthResError, ValueError, IndexError, RecursionError):
            continue
        yield from header.results


def _property(result: "authres.AuthenticationResult", kind: str, name: str) -> str:
    found = (str(p.value) for p in result.properties if (p.type, p.name) == (kind, name))
    return next(found, "").rpartition("@")[2].strip('"').rstrip(".").casefold()


def _aligned(domain: str, signer: str) -> bool:
    """Relaxed alignment as far as it is safe without a list of public suffixes: the same, or ours below theirs."""
    return "." in signer and (domain == signer or domain.endswith("." + signer))
