"""Keys and hashes: the same for the same fact, whatever run, engine or order found it."""

from __future__ import annotations

import base64
import hashlib
import json

PLATFORM_KEY_PREFIX = "hw"
# 26 characters of base32 are 130 bits: no collision to fear, and short enough everywhere.
PLATFORM_KEY_LENGTH = 26


def platform_key(tenant: str, action: str, conversion_key: str) -> str:
    """The id under which a platform knows one conversion for one action.

    Made of the tenant, the action and the business key alone, so it outlives rebuilds, runs and
    changes of value. It holds letters, nothing personal, and fits every platform's field.
    """
    digest = hashlib.sha256(f"{tenant}|{action}|{conversion_key}".encode()).digest()
    text = base64.b32encode(digest).decode("ascii").lower()[:PLATFORM_KEY_LENGTH]
    return f"{PLATFORM_KEY_PREFIX}-{text}"


def content_hash(value_minor: int, currency: str, is_void: bool) -> str:
    """Fingerprint of what a platform can be told to change: value, currency and voidness."""
    return hashlib.sha256(f"{value_minor}|{currency}|{is_void}".encode()).hexdigest()


def fields_hash(values: dict[str, str]) -> str:
    """Fingerprint of the fields that a CRM record should hold."""
    return hashlib.sha256(canonical_json(values).encode()).hexdigest()


def value_hash(value: str) -> str:
    """Fingerprint of one CRM value, kept in place of the value."""
    return hashlib.sha256(value.encode()).hexdigest()


def canonical_json(value: object) -> str:
    """JSON with one spelling only, so that frozen payloads compare by their text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def request_hash(payloads: list[str]) -> str:
    """Fingerprint of a request: its payloads in the order sent."""
    return hashlib.sha256("\n".join(payloads).encode()).hexdigest()
