"""Settings of an installation: environment variables, then `headwater.toml`, then defaults.

Every field has a default that works. An environment variable is the field's path in capitals
with two underscores between the levels: ``HEADWATER_GOOGLE_ADS__REFRESH_TOKEN``.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PROJECT_DIR = Path(__file__).resolve().parent.parent

ExportMode = Literal["off", "render", "validate", "canary", "live"]


class GoogleAds(BaseModel):
    """Google Ads REST reader. Off while no refresh token is given."""

    base_url: str = "https://googleads.googleapis.com"
    token_url: str = "https://oauth2.googleapis.com/token"
    api_version: str = "v26"
    developer_token: SecretStr | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    login_customer_id: str | None = None
    customer_ids: list[str] = Field(default_factory=list)
    restatement_days: int = 30
    history_days: int = 400  # first read: a year, and the month that the vendor restates


class HubSpot(BaseModel):
    """HubSpot reader. Off while no access token is given."""

    base_url: str = "https://api.hubapi.com"
    api_version: str = "2026-03"
    access_token: SecretStr | None = None
    overlap_minutes: int = 15
    visitor_property: str = "headwater_visitor_id"
    declared_source_property: str = "declared_source"


class CallRail(BaseModel):
    """CallRail reader. Off while no key is given."""

    base_url: str = "https://api.callrail.com"
    account_id: str | None = None
    api_key: SecretStr | None = None
    reread_days: int = 30
    history_days: int = 400
    visitor_field: str = "session_uuid"  # field of a call that holds the visitor's cookie id


class Intercom(BaseModel):
    """Intercom reader. Off while no access token is given."""

    base_url: str = "https://api.intercom.io"
    version: str = "2.14"
    access_token: SecretStr | None = None
    overlap_minutes: int = 15
    visitor_attribute: str = "headwater_visitor_id"


class Sources(BaseModel):
    """Which shape feeds each system. A shape that is not picked contributes no row."""

    google_ads: Literal["native", "fivetran", "off"] = "native"
    hubspot: Literal["native", "fivetran", "off"] = "native"
    callrail: Literal["native", "off"] = "native"
    intercom: Literal["native", "off"] = "native"
    snowplow: Literal["on", "off"] = "off"
    landing: Literal["on", "off"] = "on"


class GoogleDataManager(BaseModel):
    """Google Data Manager destination: the account that owns the conversion actions."""

    endpoint: str = "datamanager.googleapis.com:443"
    insecure: bool = False
    mode: ExportMode = "off"
    confirmed: bool = False
    customer_id: str | None = None
    login_customer_id: str | None = None
    credentials_file: str | None = None
    actions: dict[str, str] = Field(default_factory=dict)
    settle_days: float = 1.0
    batch_size: int = 500
    rules: dict[str, float] = Field(default_factory=dict)


class HubSpotWriteBack(BaseModel):
    """HubSpot write-back destination. Takes the reader's token when it has none of its own."""

    base_url: str = "https://api.hubapi.com"
    api_version: str = "2026-03"
    access_token: SecretStr | None = None
    mode: ExportMode = "off"
    confirmed: bool = False
    batch_size: int = 100
    rules: dict[str, float] = Field(default_factory=dict)


class Exports(BaseModel):
    """Destinations. Nothing is sent to one until its mode is live and it is confirmed."""

    google_data_manager: GoogleDataManager = Field(default_factory=GoogleDataManager)
    hubspot: HubSpotWriteBack = Field(default_factory=HubSpotWriteBack)


class Settings(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(
        env_prefix="HEADWATER_", env_nested_delimiter="__", extra="ignore"
    )

    home: Path = Path("var")
    demo: bool = False
    now: datetime | None = None
    default_phone_region: str = "GB"
    schedule_cron: str = "0 4 * * *"
    schedule_tz: str = "UTC"
    memory_limit: str = "4GB"
    threads: int = 2
    tenant: str = "default"
    secret: SecretStr | None = None
    ledger_url: str | None = None
    failure_webhook: str | None = None
    lock_wait_minutes: float = 60.0
    vars: dict[str, Any] = Field(default_factory=dict)
    sources: Sources = Field(default_factory=Sources)
    google_ads: GoogleAds = Field(default_factory=GoogleAds)
    hubspot: HubSpot = Field(default_factory=HubSpot)
    callrail: CallRail = Field(default_factory=CallRail)
    intercom: Intercom = Field(default_factory=Intercom)
    exports: Exports = Field(default_factory=Exports)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, `headwater.toml`."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _toml_file()))

    @classmethod
    def load(cls, **overrides: object) -> Settings:
        """Read the settings and make `home` absolute, so that every process agrees on it."""
        settings = cls(**overrides)
        settings.home = settings.home.expanduser().resolve()
        return settings

    def clock(self) -> datetime:
        """The present moment in UTC; `now` overrides it for the demo and for tests."""
        if self.now is None:
            return datetime.now(UTC)
        return self.now if self.now.tzinfo else self.now.replace(tzinfo=UTC)

    def dbt_vars(self) -> dict[str, Any]:
        """The vars of dbt_project.yml under this installation's overrides (`[vars]`)."""
        return {**_project_vars(), **self.vars}

    @property
    def report_tz(self) -> str:
        """IANA zone of report days."""
        return str(self.dbt_vars()["report_tz"])

    @property
    def reporting_currency(self) -> str:
        """ISO 4217 code in which every value is also given."""
        return str(self.dbt_vars()["reporting_currency"])

    @property
    def landing_dir(self) -> Path:
        """Files dropped by anyone, and under `raw/` by connectors."""
        return self.home / "landing"

    @property
    def accepted_dir(self) -> Path:
        """What the door let in: the typed Parquet that dbt reads."""
        return self.home / "accepted"

    @property
    def rejects_dir(self) -> Path:
        """Bad rows as received, with the reason (private)."""
        return self.home / "rejects"

    @property
    def manifest_path(self) -> Path:
        """Every file the door has seen, with its first-seen time."""
        return self.home / "manifest.sqlite"

    @property
    def warehouse_path(self) -> Path:
        """The private warehouse: one writer, no reader but Headwater."""
        return self.home / "warehouse.duckdb"

    @property
    def published_dir(self) -> Path:
        """Versions of the published marts; `current` points at the newest good one."""
        return self.home / "published"

    @property
    def published_current(self) -> Path:
        """The version that BI tools and the report read."""
        return self.published_dir / "current"

    @property
    def report_dir(self) -> Path:
        """Where the static report is written."""
        return self.home / "report"

    @property
    def ledger_database_url(self) -> str:
        """SQLAlchemy address of the ledger: a SQLite file unless another is given."""
        return self.ledger_url or f"sqlite:///{self.home / 'ledger.sqlite'}"

    @property
    def logs_dir(self) -> Path:
        """Logs of runs."""
        return self.home / "logs"

    @property
    def state_dir(self) -> Path:
        """Cursors of connectors and other state of runs."""
        return self.home / "state"


@cache
def _project_vars() -> dict[str, Any]:
    """The `vars:` block of dbt_project.yml, so that SQL and Python cannot disagree."""
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    return dict(project["vars"])


def _toml_file() -> Path:
    """The optional settings file: named by the environment, else beside home, else here."""
    named = os.environ.get("HEADWATER_CONFIG")
    if named:
        return Path(named)
    home = Path(os.environ.get("HEADWATER_HOME", "var"))
    return home / "headwater.toml" if (home / "headwater.toml").exists() else Path("headwater.toml")
