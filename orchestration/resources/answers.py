"""What can be told from a vendor's answer, and what must not be told of it."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

MESSAGE_FIELDS = frozenset({"message", "error", "error_description", "code", "category"})

_PRIVATE_PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"\+\d[\d ()-]{6,}\d"), "[phone]"),
    (re.compile(r"(?i)(bearer |token token=)[\w.\-\"]+"), r"\1[secret]"),
    (
        re.compile(r"(?i)((?:access|refresh)_token|client_secret|api_key)(\W+)[\w.\-/]+"),
        r"\1\2[secret]",
    ),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Take secrets, e-mail addresses and phone numbers out of a text meant for people."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[secret]")
    for pattern, replacement in _PRIVATE_PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as an HTTP date."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def vendor_message(response: httpx.Response) -> str:
    """The vendor's own words in an answer: messages and codes of a JSON error, else its text."""
    try:
        payload = json.loads(response.content)
    except ValueError:
        return " ".join(response.text.split())
    found: list[str] = []
    queue = [payload]
    while queue:
        item = queue.pop(0)
        if isinstance(item, dict):
            for name, value in item.items():
                if isinstance(value, dict | list):
                    queue.append(value)
                elif name in MESSAGE_FIELDS or name.endswith("Error"):
                    found.append(str(value))
        elif isinstance(item, list):
            queue.extend(item)
    return "; ".join(dict.fromkeys(found)) or json.dumps(payload)


def is_loopback(url: str) -> bool:
    """Whether an address stays on this machine; a proxy has no business there."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
