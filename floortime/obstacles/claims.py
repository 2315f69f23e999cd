"""Claim codes: made, written in groups, read back as typed; craft, knows tokens."""

import hmac
from hashlib import sha256

from floortime.tokens import ALPHABET, CLAIM_LENGTH


def derived(secret_key: str, purpose: str, key: str) -> str:
    """The claim code that belongs to a retry key: the same each time, so a repeated submission shows it again.

    Only the code's hash is stored and only the key's hash is; neither leads to the other without the secret.
    """
    number = int.from_bytes(hmac.digest(secret_key.encode(), f"{purpose}\0{key}".encode(), sha256))
    letters = []
    for _ in range(CLAIM_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def grouped(code: str) -> str:
    """The code in groups of four, as it stands on paper."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def tidied(typed: str) -> str:
    """What somebody typed from paper as a code: capitals, without blanks and dashes."""
    return "".join(c for c in typed.upper() if c in ALPHABET)[: CLAIM_LENGTH + 1]
