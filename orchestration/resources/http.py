"""HTTP towards vendors: retries that listen, one token refresh, errors without secrets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from orchestration.resources.answers import (
    is_loopback,
    redact,
    retry_after_seconds,
    vendor_message,
)

# 423 locked and 425 too early are what vendors answer while a record is being written.
RETRIED_STATUS = frozenset({408, 423, 425, 429, 500, 502, 503, 504, 520, 522, 524})
UNAUTHORIZED = 401
EXCERPT_LENGTH = 300


class VendorError(RuntimeError):
    """A vendor's answer that ends the extract: what happened, why, and the fix."""

    def __init__(self, system: str, what: str, fix: str, status: int | None = None) -> None:
        super().__init__(f"{system}: {what}. Fix: {fix}")
        self.system = system
        self.status = status
        self.fix = fix


class TransientError(Exception):
    """An answer worth asking again for; `retry_after` in seconds when the vendor named it."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


class Authorization(Protocol):
    """Gives the headers that prove who asks."""

    def headers(self) -> Mapping[str, str]:
        """Headers for the next request."""

    def refresh(self) -> bool:
        """Get a new proof after a 401; False when there is no way to."""

    def secrets(self) -> Iterable[str]:
        """Values that must never be shown."""


@dataclass(frozen=True)
class FixedHeaders:
    """Credentials that do not change during a run."""

    values: Mapping[str, str]
    hidden: tuple[str, ...] = ()

    def headers(self) -> Mapping[str, str]:
        """The headers as given."""
        return self.values

    def refresh(self) -> bool:
        """A fixed credential cannot be renewed."""
        return False

    def secrets(self) -> Iterable[str]:
        """The hidden parts."""
        return self.hidden


@dataclass(frozen=True)
class RetryPolicy:
    """How long one source may be asked again."""

    attempts: int = 6  # per request: 1 + 2 + 4 + 8 + 16 s at most outlasts a usual deploy
    first_wait_seconds: float = 1.0
    longest_wait_seconds: float = 60.0
    budget_seconds: float = 900.0  # waiting of one source in one night, all requests together
    timeout_seconds: float = 120.0  # a report query may think for a minute


class VendorClient:
    """Asks one vendor for JSON.

    `refused` looks at an answer and returns a sentence when asking again is pointless (a daily
    quota, say); `check` looks at a decoded body and raises when a 200 hides an error.
    """

    def __init__(
        self,
        system: str,
        base_url: str,
        authorization: Authorization,
        *,
        policy: RetryPolicy = RetryPolicy(),
        refused: Callable[[httpx.Response], str | None] = lambda response: None,
        check: Callable[[Any], None] = lambda payload: None,
        credentials_fix: str = "check the credentials in the settings",
    ) -> None:
        self.system = system
        self._authorization = authorization
        self._policy = policy
        self._refused = refused
        self._check = check
        self._credentials_fix = credentials_fix
        self._waited = 0.0
        self.requests = 0
        self._http = httpx.Client(
            base_url=base_url,
            timeout=policy.timeout_seconds,
            trust_env=not is_loopback(base_url),
            headers={"Accept": "application/json"},
        )

    def __enter__(self) -> VendorClient:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._http.close()

    def json(self, method: str, path: str, **arguments: Any) -> Any:
        """Decoded answer to one request; raises VendorError when it cannot be had."""
        retrying = Retrying(
            stop=stop_after_attempt(self._policy.attempts),
            wait=self._wait,
            retry=retry_if_exception_type(TransientError),
            sleep=time.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, method, path, **arguments)
        except TransientError as error:
            raise self._error(
                f"{method} {path} still fails after {self._policy.attempts} attempts: {error}",
                "none needed when the vendor is down; the next run starts from the same cursor",
            ) from None

    def _once(self, method: str, path: str, **arguments: Any) -> Any:
        response = self._send(method, path, **arguments)
        if response.status_code == UNAUTHORIZED and self._authorization.refresh():
            response = self._send(method, path, **arguments)
        status = response.status_code
        if status == UNAUTHORIZED:
            raise self._error(
                f"{method} {path} answered 401: {self._excerpt(response)}",
                self._credentials_fix,
                status,
            )
        if reason := self._refused(response):
            raise self._error(f"{method} {path} answered {status}: {reason}", reason, status)
        if status in RETRIED_STATUS:
            raise TransientError(
                f"status {status}: {self._excerpt(response)}",
                retry_after_seconds(response.headers.get("Retry-After"), datetime.now(UTC)),
            )
        if not response.is_success:
            raise self._error(
                f"{method} {path} answered {status}: {self._excerpt(response)}",
                "compare the API version, the ids and the access rights in the settings",
                status,
            )
        return self._decode(response)

    def _send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        self.requests += 1
        headers = {**self._authorization.headers(), **arguments.pop("headers", {})}
        try:
            return self._http.request(method, path, headers=headers, **arguments)
        except httpx.TransportError as error:
            raise TransientError(f"{type(error).__name__}: {self._hide(str(error))}") from None

    def _decode(self, response: httpx.Response) -> Any:
        # Money must not pass through a binary float: 0.1 stays 0.1.
        try:
            payload = json.loads(response.content, parse_float=Decimal)
        except ValueError:
            raise TransientError(
                f"status {response.status_code} with a body that is not whole JSON: "
                f"{self._excerpt(response)}"
            ) from None
        self._check(payload)
        return payload

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = getattr(error, "retry_after", None)
        back_off = wait_random_exponential(
            multiplier=self._policy.first_wait_seconds, max=self._policy.longest_wait_seconds
        )
        seconds = back_off(state) if asked is None else asked
        if self._waited + seconds > self._policy.budget_seconds:
            raise self._error(
                f"would have to wait {seconds:.0f} s more, beyond the budget of "
                f"{self._policy.budget_seconds:.0f} s a run: {error}",
                "run again later; the cursor has not moved",
            )
        self._waited += seconds
        return seconds

    def _excerpt(self, response: httpx.Response) -> str:
        return self._hide(vendor_message(response)[:EXCERPT_LENGTH])

    def _hide(self, text: str) -> str:
        return redact(text, self._authorization.secrets())

    def _error(self, what: str, fix: str, status: int | None = None) -> VendorError:
        return VendorError(self.system, self._hide(what), fix, status)
