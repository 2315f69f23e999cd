"""Standard Webhooks: the secret of an address and the signature of a message; pure, knows nobody.

After the specification at standardwebhooks.com: the signed content is `id.timestamp.body`, the key what follows
`whsec_` in base64, the signature HMAC-SHA256 in base64 behind `v1,`; several are separated by blanks.
"""

import hmac
from base64 import b64encode
from hashlib import sha256

PREFIX = "whsec_"


def key_of(house_key: str, salt: str) -> bytes:
    """The 32 octets with which an address's messages are signed."""
    return hmac.new(house_key.encode(), f"webhook\0{salt}".encode(), sha256).digest()


def secret_of(key: bytes) -> str:
    """A key as it is shown to whoever verifies."""
    return PREFIX + b64encode(key).decode()


def signed(keys: list[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`, one signature for each key."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{b64encode(hmac.new(key, content, sha256).digest()).decode()}" for key in keys)


def headers(keys: list[bytes], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """All headers of a delivery."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed(keys, message_id, timestamp, body),
    }
