"""What an entry commits to, byte for byte.

payload     sorted JSON without spaces, UTF-8: about, actor_id, actor_kind, actor_name, actor_role, at, chain, facts,
            number, request_id, verb; `at` in UTC with six decimals and a Z
commitment  SHA-256(salt, 16 random bytes || payload)
link        SHA-256(0x00 || previous link || commitment); before the first entry the previous link is 32 zero bytes

With its salt removed an erased payload cannot be guessed from the commitment, and the chain still verifies.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring as quoted

ORIGIN = bytes(32)


def instant(at: datetime) -> str:
    """Return an instant as it is committed: 2026-11-23T09:03:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload(
    chain: int,
    number: int,
    verb: str,
    at: str,
    actor_kind: str,
    actor_id: int | None,
    actor_name: str,
    actor_role: str,
    request_id: str,
    about: str,
    facts: str,
) -> bytes:
    """Return the bytes that are committed to. `facts` is canonical JSON already, `at` comes from `instant`."""
    return (
        f'{{"about":{quoted(about)},"actor_id":{"null" if actor_id is None else actor_id},'
        f'"actor_kind":{quoted(actor_kind)},"actor_name":{quoted(actor_name)},"actor_role":{quoted(actor_role)},'
        f'"at":"{at}","chain":{chain},"facts":{facts},"number":{number},'
        f'"request_id":{quoted(request_id)},"verb":{quoted(verb)}}}'
    ).encode("utf-8", "surrogatepass")


def commitment(salt: bytes, committed: bytes) -> bytes:
    """Return SHA-256(salt || payload)."""
    return sha256(salt + committed).digest()


def link(previous: bytes, committed: bytes) -> bytes:
    """Return SHA-256(0x00 || previous link || commitment)."""
    return sha256(b"\x00" + previous + committed).digest()
