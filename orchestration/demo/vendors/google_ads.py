"""Google Ads as documented for v26: searchStream, its tokens, its headers and its windows."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from orchestration.demo.vendors.gaql import Query, QueryError, parse
from orchestration.demo.vendors.google_ads_fields import (
    FIELDS,
    FROM,
    FROM_FIGURES,
    INTEGERS,
    LEVELS,
)
from orchestration.demo.vendors.messages import Answer, Request, VendorData

CREDENTIALS = {
    "developer_token": "demo-developer-token",
    "client_id": "demo-client",
    "client_secret": "demo-client-secret",
    "refresh_token": "demo-refresh-token",
    "login_customer_id": "9990001112",
}
VERSIONS = {"v24", "v25", "v26"}
TOKEN_SECONDS = 3599
CLICK_HISTORY_DAYS = 90
ROWS_PER_BATCH = 1000
_PATH = re.compile(r"^/(v\d+)/customers/(\d+)/googleAds:searchStream$")


class GoogleAds:
    """One manager account over the demo's customers."""

    def __init__(self, data: VendorData) -> None:
        self._data = data
        self._tokens: set[str] = set()

    def busy(self) -> Answer:
        """Quota of the moment used up."""
        return self._failure(
            429, "RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", "Too many."
        )

    def answer(self, request: Request) -> Answer:
        """Token grant or query."""
        if request.path == "/token":
            return self._grant(dict(parse_qsl(request.body.decode())))
        match = _PATH.match(request.path)
        if match is None or match[1] not in VERSIONS:
            return Answer(
                404, "<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title></html>"
            )
        refusal = self._refusal(request, match[2])
        if refusal is not None:
            return refusal
        try:
            return self._stream(match[2], parse(request.json().get("query", "")))
        except QueryError as error:
            return self._failure(400, "INVALID_ARGUMENT", error.family, error.code, str(error))

    def expire_tokens(self) -> None:
        """Let every access token run out, as happens an hour into a long run."""
        self._tokens.clear()

    def _grant(self, form: Mapping[str, str]) -> Answer:
        if form.get("client_secret") != CREDENTIALS["client_secret"]:
            return Answer(401, {"error": "invalid_client", "error_description": "Unauthorized"})
        if form.get("refresh_token") != CREDENTIALS["refresh_token"]:
            text = "Token has been expired or revoked."
            return Answer(400, {"error": "invalid_grant", "error_description": text})
        token = f"ya29.{uuid.uuid4().hex}"
        self._tokens.add(token)
        return Answer(
            200,
            {
                "access_token": token,
                "expires_in": TOKEN_SECONDS,
                "token_type": "Bearer",
                "scope": "https://www.googleapis.com/auth/adwords",
            },
        )

    def _refusal(self, request: Request, customer_id: str) -> Answer | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self._tokens:
            return self._failure(
                401,
                "UNAUTHENTICATED",
                "authenticationError",
                "OAUTH_TOKEN_INVALID",
                "Request had invalid authentication credentials.",
            )
        if request.headers.get("developer-token") != CREDENTIALS["developer_token"]:
            return self._failure(
                401,
                "UNAUTHENTICATED",
                "authenticationError",
                "DEVELOPER_TOKEN_INVALID",
                "The developer token is not valid.",
            )
        login = request.headers.get("login-customer-id")
        if login != CREDENTIALS["login_customer_id"] or not self._customer(customer_id):
            return self._failure(
                403,
                "PERMISSION_DENIED",
                "authorizationError",
                "USER_PERMISSION_DENIED",
                "User doesn't have permission to access customer. Note: If you're accessing a "
                "client customer, the manager's customer id must be set in the "
                "'login-customer-id' header.",
            )
        return None

    def _customer(self, customer_id: str) -> dict[str, Any] | None:
        sql = "select * from google_ads.customers where customer_id::varchar = ?"
        return next(iter(self._data.rows(sql, [customer_id])), None)

    def _stream(self, customer_id: str, query: Query) -> Answer:
        self._check_fields(query)
        customer = self._customer(customer_id) or {}
        zone = ZoneInfo(customer["time_zone"])
        first, last = self._days(query, self._data.now().astimezone(zone).date())
        rows = self._data.rows(*_sql(query, customer_id, first, last))
        mask = ",".join(_camel(field) for field in query.fields)
        request_id = uuid.uuid4().hex[:22]
        batches = [
            {
                "results": [_nested(query.fields, row) for row in rows[at : at + ROWS_PER_BATCH]],
                "fieldMask": mask,
                "requestId": request_id,
            }
            for at in range(0, len(rows), ROWS_PER_BATCH)
        ]
        return Answer(200, batches or [{"fieldMask": mask, "requestId": request_id}])

    def _check_fields(self, query: Query) -> None:
        if query.resource not in FROM:
            raise QueryError(
                "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
                f"'{query.resource}' is not a valid resource name in the FROM clause.",
            )
        known = FIELDS[query.resource]
        asked = [*query.fields, *(condition.field for condition in query.conditions)]
        unknown = [field for field in asked if field not in known]
        if unknown:
            names = ", ".join(f"'{field}'" for field in unknown)
            raise QueryError("UNRECOGNIZED_FIELD", f"Unrecognized fields in the query: {names}.")

    def _days(self, query: Query, today: date) -> tuple[date | None, date | None]:
        first, last = query.dates()
        if query.resource == "click_view":
            if first is None or first != last:
                raise QueryError(
                    "EXPECTED_FILTER_ON_A_SINGLE_DAY",
                    "Filter on a single day is required.",
                    "clickViewError",
                )
            if first < today - timedelta(days=CLICK_HISTORY_DAYS):
                text = f"The requested date {first} is too old."
                raise QueryError("DATE_TOO_OLD", text, "clickViewError")
        elif "segments.date" in query.fields and (first is None or last is None):
            raise QueryError(
                "EXPECTED_FILTERS_ON_DATE_RANGE", "Filters on date range are required."
            )
        return first, min(last, today) if last else last

    def _failure(self, status: int, name: str, family: str, code: str, message: str) -> Answer:
        detail = {
            "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
            "errors": [{"errorCode": {family: code}, "message": message}],
            "requestId": uuid.uuid4().hex[:22],
        }
        error = {"code": status, "message": message, "status": name, "details": [detail]}
        return Answer(status, [{"error": error}])


def _sql(
    query: Query, customer_id: str, first: date | None, last: date | None
) -> tuple[str, dict[str, Any]]:
    known = FIELDS[query.resource]
    figures = [field for field in query.fields if field.startswith("metrics.")]
    segmented = figures or any(field.startswith("segments.") for field in query.fields)
    source = FROM_FIGURES[query.resource] if segmented else FROM[query.resource]
    conditions = ["customer.customer_id::varchar = $customer_id"]
    parameters: dict[str, Any] = {"customer_id": customer_id}
    if segmented and query.resource != "click_view":
        conditions.append(f"figures.level = '{LEVELS[query.resource]}'")
    if figures:  # rows without any figure are not reported
        conditions.append(f"({' or '.join(f'{known[field]} <> 0' for field in figures)})")
    for name, operator, day in (("first", ">=", first), ("last", "<=", last)):
        if day is not None:
            conditions.append(f"{known['segments.date']} {operator} ${name}")
            parameters[name] = day
    for number, condition in enumerate(query.conditions):
        if condition.field != "segments.date":
            conditions.append(f"{known[condition.field]}::varchar {condition.operator} $p{number}")
            parameters[f"p{number}"] = condition.value
    columns = ", ".join(f'{known[field]} as "{field}"' for field in query.fields)
    order = (
        f" order by {', '.join(known[field] for field in query.order_by)}" if query.order_by else ""
    )
    limit = f" limit {query.limit}" if query.limit else ""
    return (
        f"select {columns} from {source} where {' and '.join(conditions)}{order}{limit}",
        parameters,
    )


def _nested(fields: tuple[str, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """Camel case, nested, 64-bit integers as text, unset fields absent: as the vendor does."""
    result: dict[str, Any] = {}
    for field in fields:
        value = row[field]
        if value is None:
            continue
        *parents, leaf = _camel(field).split(".")
        target = result
        for parent in parents:
            target = target.setdefault(parent, {})
        target[leaf] = str(value) if field in INTEGERS or isinstance(value, date) else value
    return result


def _camel(path: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), path)
