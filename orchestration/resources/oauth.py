"""OAuth refresh-token grant: a short-lived access token from a long-lived refresh token."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx

from orchestration.resources.answers import is_loopback, redact
from orchestration.resources.http import VendorError

TIMEOUT_SECONDS = 30.0
SERVER_ERROR = 500


class RefreshTokenGrant:
    """Bearer headers that renew themselves.

    A vendor may answer a refresh with a new refresh token and retire the old one. It is stored
    in `store` (readable by this account only) before it is used, so that a crash loses nothing.
    """

    def __init__(
        self,
        system: str,
        token_url: str,
        *,
        client_id: str,
        client_secret: str,
        refresh_token: str,
        store: Path,
        extra_headers: Mapping[str, str],
    ) -> None:
        self._system = system
        self._token_url = token_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._configured_token = refresh_token
        self._store = store
        self._extra_headers = dict(extra_headers)
        self._access_token: str | None = None

    def headers(self) -> Mapping[str, str]:
        """Bearer header and the vendor's fixed ones; fetches the first access token."""
        if self._access_token is None:
            self.refresh()
        return {"Authorization": f"Bearer {self._access_token}", **self._extra_headers}

    def secrets(self) -> Iterable[str]:
        """Everything that must not reach a log."""
        return (
            self._client_secret,
            self._refresh_token(),
            self._configured_token,
            self._access_token or "",
            *self._extra_headers.values(),
        )

    def refresh(self) -> bool:
        """Get a new access token; raises VendorError when the refresh token is not honoured."""
        form = {
            "grant_type": "refresh_token",
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "refresh_token": self._refresh_token(),
        }
        try:
            response = self._post(form)
            answer = response.json()
        except (httpx.TransportError, ValueError) as error:
            raise self._error(f"the token address did not answer: {error}", "try again") from None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not response.is_success or not token:
            raise self._error(
                f"no access token (status {response.status_code}): {response.text[:200]}",
                "sign in again and store the new refresh token in the settings",
            )
        self._remember(answer.get("refresh_token"))
        self._access_token = token
        return True

    def _post(self, form: Mapping[str, str]) -> httpx.Response:
        with httpx.Client(
            timeout=TIMEOUT_SECONDS, trust_env=not is_loopback(self._token_url)
        ) as http:
            response = http.post(self._token_url, data=form)
            # Token addresses fail now and then; one quiet repeat saves a night.
            if response.status_code >= SERVER_ERROR:
                response = http.post(self._token_url, data=form)
            return response

    def _refresh_token(self) -> str:
        """The rotated token, as long as it descends from the one now configured."""
        if self._store.exists():
            stored = json.loads(self._store.read_text())
            if stored.get("from") == self._configured_token[-8:]:
                return stored["refresh_token"]
        return self._configured_token

    def _remember(self, rotated: str | None) -> None:
        if not rotated or rotated == self._refresh_token():
            return
        self._store.parent.mkdir(parents=True, exist_ok=True)
        draft = self._store.with_suffix(".new")
        draft.touch(mode=0o600)
        content = {"refresh_token": rotated, "from": self._configured_token[-8:]}
        draft.write_text(json.dumps(content))
        os.replace(draft, self._store)

    def _error(self, what: str, fix: str) -> VendorError:
        return VendorError(self._system, redact(what, self.secrets()), fix)
