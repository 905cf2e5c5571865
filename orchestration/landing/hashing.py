"""From the distinct e-mails and phones of a batch to keys the engine can join to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import duckdb
import pyarrow as pa

from orchestration.landing.identifiers import Identifiers, Identity, is_tombstone
from orchestration.landing.loads import BLOCKED_KEYS, IDENTIFIERS, Load
from orchestration.landing.suppression import Suppressed
from orchestration.landing.typed_files import OWN_TABLES, write_rows

# Prefixes of identity keys, as the models know them.
KEY_PREFIXES = {"email": "e:", "phone": "p:"}
SHARED_MAILBOX = "shared mailbox"


class Hasher:
    """Knows every identifier of one batch. Only distinct values pass through Python."""

    def __init__(
        self, identifiers: Identifiers, suppressed: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._identifiers = identifiers
        self.suppressed = Suppressed(identifiers.secret, suppressed)
        self._found: dict[tuple[str, str], Identity] = {}
        self.invalid: dict[str, set[str]] = {"email": set(), "phone": set(), "id": set()}

    def learn(
        self, connection: duckdb.DuckDBPyConnection, distinct: Mapping[str, set[str]]
    ) -> bool:
        """Fill the table `identities(kind, raw, key, domain)`; whether any address is invalid."""
        readers: dict[str, Callable[[str], Identity | None]] = {
            "email": self._identifiers.email,
            "phone": self._identifiers.phone,
            "id": self._identifiers.email,
        }
        rows: list[tuple[str, str, str, str | None]] = []
        for kind, values in distinct.items():
            for raw in values:
                identity = readers[kind](raw)
                if identity is None:
                    self.invalid[kind].add(raw)
                else:
                    rows.append((kind, raw, *self._key_and_domain(kind, identity)))
        table = pa.table(
            {
                name: pa.array([row[i] for row in rows], pa.string())
                for i, name in enumerate(("kind", "raw", "key", "domain"))
            }
        )
        connection.register("identities_found", table)
        connection.execute("create or replace temp table identities as from identities_found")
        connection.unregister("identities_found")
        return any(distinct[kind] & self.invalid[kind] for kind in KEY_PREFIXES)

    def write(self, connection: duckdb.DuckDBPyConnection, load: Load, now: datetime) -> None:
        """The vendors' forms into the private table, the keys of shared mailboxes into theirs."""
        moment = now.replace(tzinfo=None)
        identities = [self._found[key] for key in sorted(self._found)]
        forms = [
            (one.key, one.kind, one.sha256_google, one.sha256_meta, moment)
            for one in identities
            if not one.is_shared
        ]
        blocked = [
            (KEY_PREFIXES[one.kind] + one.key, one.kind, SHARED_MAILBOX)
            for one in identities
            if one.is_shared
        ]
        for place, rows in ((IDENTIFIERS, forms), (BLOCKED_KEYS, blocked)):
            if rows:
                path = load.folder(place) / "part-0001.parquet"
                write_rows(connection, path, OWN_TABLES[place], rows)

    def _key_and_domain(self, kind: str, identity: Identity) -> tuple[str, str | None]:
        tombstone = self.suppressed.tombstone(identity.kind, identity.key)
        key, domain = (tombstone, None) if tombstone else (identity.key, identity.domain)
        if kind == "id":
            return f"email:{key}", domain
        if not tombstone and not is_tombstone(key):
            self._found[identity.kind, identity.key] = identity
        return key, domain
