"""The tables of the ledger: what was sent, and what became of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

# One row per revision of one conversion (or CRM record) for one action of one account.
delivery = Table(
    "delivery",
    metadata,
    Column("destination", String(64), primary_key=True),
    Column("account", String(64), primary_key=True),
    Column("action", String(128), primary_key=True),
    Column("conversion_key", String(255), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64)),
    Column("platform_key", String(64), nullable=False),
    Column("event_at", DateTime),
    Column("value_minor", BigInteger),
    Column("currency", String(3)),
    Column("attribution_basis", String(64)),
    Column("truth_value_minor", BigInteger),
    Column("content_hash", String(64)),
    Column("payload", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", DateTime),
    Column("first_sent_at", DateTime),
    Column("last_sent_at", DateTime),
    Column("batch_id", String(32)),
    Column("run_id", String(32)),
    Column("platform_request_id", String(128)),
    Column("error_code", String(128)),
    Column("error_text", Text),
    Column("policy_version", String(64)),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False),
    Index("delivery_by_state", "destination", "account", "state"),
    Index("delivery_by_batch", "batch_id"),
)

# One row per request; `position` of its rows is the order of their platform keys.
batch = Table(
    "batch",
    metadata,
    Column("batch_id", String(32), primary_key=True),
    Column("destination", String(64), nullable=False),
    Column("account", String(64), nullable=False),
    Column("action", String(128), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("status", String(64)),
    Column("request_id", String(128)),
    Column("sent_at", DateTime, nullable=False),
    Column("poll_state", String(16)),
    Column("polls", Integer, nullable=False, default=0),
    Column("reason_counts", JSON),
)

# One row per run of one destination.
run = Table(
    "run",
    metadata,
    Column("run_id", String(32), primary_key=True),
    Column("destination", String(64), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("rows_read", Integer),
    Column("halted", String(64)),
    Column("report", JSON),
)

# One row per field of a CRM record that we wrote: fingerprints, never values.
crm_state = Table(
    "crm_state",
    metadata,
    Column("destination", String(64), primary_key=True),
    Column("object_type", String(32), primary_key=True),
    Column("record_id", String(64), primary_key=True),
    Column("field", String(128), primary_key=True),
    Column("last_written_hash", String(64)),
    Column("intended_hash", String(64)),
    Column("is_protected", Boolean, nullable=False, default=False),
    Column("updated_at", DateTime, nullable=False),
)

# One writer per destination.
lease = Table(
    "lease",
    metadata,
    Column("destination", String(64), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("acquired_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)
