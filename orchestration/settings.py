"""Settings of an installation: environment variables, then `headwater.toml`, then defaults.

Every field has a default that works. An environment variable is the field's path in capitals
with two underscores between the levels: ``HEADWATER_GOOGLE_ADS__REFRESH_TOKEN``.
"""

from __future__ import annotations

import csv
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from orchestration.systems import (
    CallRail,
    Exports,
    GoogleAds,
    GoogleDataManager,
    HubSpot,
    HubSpotWriteBack,
    Intercom,
    Sources,
)

__all__ = ["PROJECT_DIR", "GoogleDataManager", "HubSpotWriteBack", "Settings", "Sources"]

PROJECT_DIR = Path(__file__).resolve().parent.parent


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
    # The engine that builds: a target of profiles.yml. `spark` needs the extra of that name.
    engine: Literal["duckdb", "spark"] = "duckdb"
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
        """Order of precedence: arguments, environment, `headwater.toml`.

        Raises SettingsError when the file cannot be read as TOML.
        """
        file = _toml_file()
        try:
            return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file))
        except (OSError, ValueError) as problem:
            raise SettingsError(f"{file}: {problem}") from problem

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

    def attribution_models(self) -> list[str]:
        """Every attribution model of the marts: those of the vars, then those of the seed."""
        return [*self.dbt_vars()["attribution_models"], *_custom_models()]

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
        """The private warehouse: one writer, no reader but Headwater.

        On Spark a file of views over the Parquet that Spark has written.
        """
        folder = self.home if self.engine == "duckdb" else self.home / self.engine
        return folder / "warehouse.duckdb"

    @property
    def history_dir(self) -> Path:
        """Every change of credit that was published, and the state after the last."""
        return self.home / "history"

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
def _custom_models() -> list[str]:
    """The names in seeds/custom_models.csv."""
    with (PROJECT_DIR / "seeds" / "custom_models.csv").open(encoding="utf-8-sig") as file:
        return [row["attribution_model"].strip() for row in csv.DictReader(file)]


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
