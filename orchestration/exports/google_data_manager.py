"""Google Data Manager: how one conversion looks there, and how one batch is sent.

The API takes a request whole or not at all, then processes it later and tells only how many
events failed for which reason. Sending an event again under its transaction id overwrites value
and currency and counts nothing twice, so an unknown outcome is simply sent again.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC

import grpc
from google.ads.datamanager_v1 import (
    AdIdentifiers,
    Consent,
    ConsentStatus,
    Destination,
    Encoding,
    Event,
    EventLocation,
    EventSource,
    IngestEventsRequest,
    IngestionServiceClient,
    ProductAccount,
    RetrieveRequestStatusRequest,
    UserData,
    UserIdentifier,
)
from google.ads.datamanager_v1.services.ingestion_service.transports import (
    IngestionServiceGrpcTransport,
)
from google.api_core.exceptions import GoogleAPICallError
from google.protobuf.json_format import MessageToDict, ParseDict

from orchestration.exports.errors import ExportConfigurationError
from orchestration.exports.google_answers import classify, poll_result
from orchestration.exports.identifiers import identifiers_of
from orchestration.exports.keys import canonical_json
from orchestration.exports.outcomes import PollResult, SendResult
from orchestration.exports.policies import GOOGLE_DATA_MANAGER, ConversionPolicy, currency_exponent
from orchestration.exports.records import ConversionRow, Delivery
from orchestration.resources.http import is_loopback
from orchestration.settings import GoogleDataManager

NAME = "google_data_manager"
TABLE = "exp_google_ads__offline_conversions"

# At DEBUG the official client logs whole requests, hashed identifiers included.
logging.getLogger("google.ads.datamanager_v1").setLevel(logging.INFO)

_CONSENT = {
    "granted": ConsentStatus.CONSENT_GRANTED,
    "denied": ConsentStatus.CONSENT_DENIED,
}


class GoogleDataManagerDestination:
    """Sends conversions of one Google Ads account."""

    name = NAME
    table = TABLE

    def __init__(self, settings: GoogleDataManager, policy: ConversionPolicy = GOOGLE_DATA_MANAGER):
        self.settings = settings
        self.policy = policy
        self._client: IngestionServiceClient | None = None
        self._channel: grpc.Channel | None = None

    @property
    def account(self) -> str:
        """The account that owns the conversion actions, digits only."""
        account = (self.settings.customer_id or "").replace("-", "").strip()
        if not account.isdigit():
            raise ExportConfigurationError(
                f"no Google Ads customer id ({account!r}) — "
                "settings.exports.google_data_manager.customer_id — the account that owns the "
                "conversion actions must be named — "
                "FIX: set HEADWATER_EXPORTS__GOOGLE_DATA_MANAGER__CUSTOMER_ID"
            )
        return account

    @property
    def actions(self) -> dict[str, str]:
        """Conversion action ids by our action name."""
        return self.settings.actions

    def freeze(self, row: ConversionRow, platform_key: str) -> str:
        """The event of a first delivery, with all it needs to be sent again as it was."""
        identifiers = identifiers_of(row, self.policy.identifiers_max)
        event = Event(
            transaction_id=platform_key,
            event_timestamp=row.event_at.replace(microsecond=0, tzinfo=UTC),
            currency=row.currency,
            conversion_value=_units(row.value_minor or 0, row.currency or ""),
            event_source=EventSource[row.event_source],
        )
        if identifiers.click_parameter:
            event.ad_identifiers = AdIdentifiers(
                **{identifiers.click_parameter: identifiers.click_id}
            )
        people = [UserIdentifier(email_address=each) for each in identifiers.emails]
        people += [UserIdentifier(phone_number=each) for each in identifiers.phones]
        if people:
            event.user_data = UserData(user_identifiers=people)
        consent = {
            "ad_user_data": _CONSENT.get(row.consent_ad_user_data),
            "ad_personalization": _CONSENT.get(row.consent_ad_personalization),
        }
        if given := {name: status for name, status in consent.items() if status is not None}:
            event.consent = Consent(**given)
        if row.country:
            event.event_location = EventLocation(region_code=row.country.upper())
        body = MessageToDict(Event.pb(event), preserving_proto_field_name=True)
        return canonical_json({"action_id": row.action_id, "event": body})

    def restate(self, payload: str, value_minor: int, currency: str) -> str:
        """The payload as first sent, with another value: identifiers and time stay."""
        frozen = json.loads(payload)
        frozen["event"] |= {
            "conversion_value": _units(value_minor, currency),
            "currency": currency,
        }
        return canonical_json(frozen)

    def request(self, rows: list[Delivery], *, validate_only: bool = False) -> IngestEventsRequest:
        """One request; all rows belong to one action."""
        frozen = [json.loads(row.payload or "{}") for row in rows]
        destination = Destination(
            operating_account=self._ads_account(self.account),
            product_destination_id=str(frozen[0]["action_id"]),
        )
        if self.settings.login_customer_id:
            login = self.settings.login_customer_id.replace("-", "")
            destination.login_account = self._ads_account(login)
        return IngestEventsRequest(
            destinations=[destination],
            events=[Event.wrap(ParseDict(each["event"], Event.pb()())) for each in frozen],
            encoding=Encoding.HEX,
            validate_only=validate_only,
        )

    def send(self, rows: list[Delivery], *, validate_only: bool = False) -> SendResult:
        """Send one batch once. Never raises for what the platform answers."""
        request = self.request(rows, validate_only=validate_only)
        try:
            # The client's own retry is off: tries are counted and bounded in one place.
            answer = self._connect().ingest_events(
                request=request, retry=None, timeout=self.policy.timeout_seconds
            )
        except GoogleAPICallError as error:
            return classify(error, len(rows))
        return SendResult(request_id=answer.request_id)

    def poll(self, request_id: str) -> PollResult:
        """Ask what became of an accepted request."""
        try:
            answer = self._connect().retrieve_request_status(
                request=RetrieveRequestStatusRequest(request_id=request_id),
                retry=None,
                timeout=self.policy.timeout_seconds,
            )
        except GoogleAPICallError as error:
            return PollResult(state="lost" if error.code == 404 else "unanswered")
        return poll_result(answer)

    def close(self) -> None:
        """Close the channel."""
        if self._channel is not None:
            self._channel.close()
            self._channel = self._client = None

    def _connect(self) -> IngestionServiceClient:
        if self._client is None:
            self._client = IngestionServiceClient(transport=self._transport())
        return self._client

    def _transport(self) -> IngestionServiceGrpcTransport:
        endpoint = self.settings.endpoint
        if not self.settings.insecure:
            return IngestionServiceGrpcTransport(
                host=endpoint, credentials_file=self.settings.credentials_file
            )
        if not is_loopback(f"//{endpoint}"):
            raise ExportConfigurationError(
                f"refusing to send to {endpoint} without encryption — "
                "settings.exports.google_data_manager.insecure — only a server on this machine "
                "may be spoken to in clear — FIX: set insecure to false"
            )
        # A proxy has no business on the way to this machine itself.
        options = [("grpc.enable_http_proxy", 0)]
        self._channel = grpc.insecure_channel(endpoint, options=options)
        return IngestionServiceGrpcTransport(channel=self._channel)

    @staticmethod
    def _ads_account(account: str) -> ProductAccount:
        return ProductAccount(
            account_id=account, account_type=ProductAccount.AccountType.GOOGLE_ADS
        )


def _units(value_minor: int, currency: str) -> float:
    exponent = currency_exponent(currency)
    return round(value_minor / 10**exponent, exponent)
