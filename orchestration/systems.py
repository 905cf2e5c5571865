"""Settings of each system: how to reach those that are read, and what may be sent to which.

Every field has a default that works without the system: a reader without credentials is off, and
a destination sends nothing until somebody says so.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, SecretStr

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
