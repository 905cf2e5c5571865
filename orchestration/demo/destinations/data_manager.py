"""A loopback Google Data Manager: the official protos over gRPC, with the documented rules.

One bad event refuses the whole request. An accepted request is processed later: its status is
PROCESSING at first, then SUCCESS, PARTIAL_SUCCESS or FAILED with counts by reason. A known
transaction id overwrites value and currency and counts nothing twice.
"""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import grpc
from google.ads.datamanager_v1 import (
    ErrorCount,
    ErrorInfo,
    IngestEventsRequest,
    IngestEventsResponse,
    ProcessingErrorReason,
    RequestStatusPerDestination,
    RetrieveRequestStatusRequest,
    RetrieveRequestStatusResponse,
)
from google.protobuf.any_pb2 import Any
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from orchestration.demo.destinations.data_manager_rules import (
    AccountFacts,
    Violation,
    processing_error,
    request_violations,
)

SERVICE = "google.ads.datamanager.v1.IngestionService"
_Status = RequestStatusPerDestination.RequestStatus


@dataclass
class PlatformConversion:
    """One counted conversion. `received` says how often it was sent; it counts once."""

    value: float
    currency: str
    event_at: float
    gclid: str
    received: int = 1
    values: list[float] = field(default_factory=list)


@dataclass
class _Request:
    events: int
    reasons: Counter[str]
    polls: int = 0


class DataManagerServer:
    """The server and everything the platform remembers.

    `fault` is called with each request before it is looked at and may return a gRPC code to fail
    with; `after_accept` is called once the events are stored, before the answer leaves.
    """

    def __init__(self, facts: AccountFacts, *, processing_polls: int = 1, port: int = 0):
        self.facts = facts
        self.processing_polls = processing_polls
        self.conversions: dict[tuple[str, str], PlatformConversion] = {}
        self.bodies: list[bytes] = []
        self.requests: dict[str, _Request] = {}
        self.fault: Callable[[IngestEventsRequest], grpc.StatusCode | None] = lambda request: None
        self.after_accept: Callable[[IngestEventsRequest], None] = lambda request: None
        self._lock = threading.Lock()
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4))
        self._server.add_generic_rpc_handlers((self._handlers(),))
        self.port = self._server.add_insecure_port(f"127.0.0.1:{port}")

    @property
    def endpoint(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> DataManagerServer:
        self._server.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.stop(grace=None).wait()

    def total(self, action_id: str) -> float:
        """Value that one conversion action shows."""
        return sum(
            each.value for (action, _), each in self.conversions.items() if action == action_id
        )

    def _handlers(self) -> grpc.GenericRpcHandler:
        methods = {
            "IngestEvents": (self._ingest, IngestEventsRequest, IngestEventsResponse),
            "RetrieveRequestStatus": (
                self._status,
                RetrieveRequestStatusRequest,
                RetrieveRequestStatusResponse,
            ),
        }
        return grpc.method_handlers_generic_handler(
            SERVICE,
            {
                name: grpc.unary_unary_rpc_method_handler(
                    method, request.deserialize, response.serialize
                )
                for name, (method, request, response) in methods.items()
            },
        )

    def _ingest(
        self, request: IngestEventsRequest, context: grpc.ServicerContext
    ) -> IngestEventsResponse:
        with self._lock:
            self.bodies.append(IngestEventsRequest.serialize(request))
            code = self.fault(request)
        if code is not None:
            context.abort(code, "injected")
        if not self.facts.allowed:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "the user has no access")
        if violations := request_violations(request, self.facts):
            _refuse(context, violations)
        request_id = uuid.uuid4().hex
        if not request.validate_only:
            with self._lock:
                self._process(request, request_id)
            self.after_accept(request)
        return IngestEventsResponse(request_id=request_id)

    def _process(self, request: IngestEventsRequest, request_id: str) -> None:
        reasons: Counter[str] = Counter()
        action = request.destinations[0].product_destination_id
        for event in request.events:
            if reason := processing_error(event, self.facts):
                reasons[reason] += 1
                continue
            key = (action, event.transaction_id)
            known = self.conversions.get(key)
            if known is None:
                self.conversions[key] = known = PlatformConversion(
                    value=event.conversion_value,
                    currency=event.currency,
                    event_at=event.event_timestamp.timestamp(),
                    gclid=event.ad_identifiers.gclid,
                    received=0,
                )
            known.value, known.currency = event.conversion_value, event.currency
            known.received += 1
            known.values.append(event.conversion_value)
        self.requests[request_id] = _Request(len(request.events), reasons)

    def _status(
        self, request: RetrieveRequestStatusRequest, context: grpc.ServicerContext
    ) -> RetrieveRequestStatusResponse:
        with self._lock:
            known = self.requests.get(request.request_id)
            if known is not None:
                known.polls += 1
        if known is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such request")
        status = RequestStatusPerDestination(
            request_status=self._state(known),
            events_ingestion_status=RequestStatusPerDestination.IngestEventsStatus(
                record_count=known.events
            ),
        )
        if known.polls > self.processing_polls:
            status.error_info = ErrorInfo(
                error_counts=[
                    ErrorCount(record_count=count, reason=ProcessingErrorReason[reason])
                    for reason, count in known.reasons.items()
                ]
            )
        return RetrieveRequestStatusResponse(request_status_per_destination=[status])

    def _state(self, known: _Request) -> RequestStatusPerDestination.RequestStatus:
        if known.polls <= self.processing_polls:
            return _Status.PROCESSING
        failed = known.reasons.total()
        if failed == 0:
            return _Status.SUCCESS
        return _Status.FAILED if failed == known.events else _Status.PARTIAL_SUCCESS


def _refuse(context: grpc.ServicerContext, violations: list[Violation]) -> None:
    """Abort as the real service does: a BadRequest with one violation per fault."""
    bad_request = error_details_pb2.BadRequest(
        field_violations=[
            error_details_pb2.BadRequest.FieldViolation(
                field=each.field, reason=each.reason, description=each.description
            )
            for each in violations
        ]
    )
    info = error_details_pb2.ErrorInfo(
        reason=violations[0].reason, domain="datamanager.googleapis.com"
    )
    packed = []
    for message in (bad_request, info):
        detail = Any()
        detail.Pack(message)
        packed.append(detail)
    status = status_pb2.Status(
        code=code_pb2.INVALID_ARGUMENT,
        message="There was a problem with the request.",
        details=packed,
    )
    context.abort_with_status(rpc_status.to_status(status))
