"""Work out by hand what Headwater must find in the real sample files.

Reads the files with the csv module alone and shares no code with Headwater: a dozen plain loops
that anybody can follow. `python examples/real/expected.py` prints what EXPECTED.md quotes.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

CONNECTOR = Path(__file__).parent / "landing" / "connector"
CONSENT = "unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_1_0_0"


def rows(path):
    """Return the rows of a CSV file, gzipped or not, as dictionaries."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text):
    """Return a timestamp of the tracker file."""
    return datetime.fromisoformat(text)


def first_received(events):
    """Keep one row per event id: the first received, ties by the earlier own time."""
    kept = {}
    for event in sorted(events, key=lambda e: (e["collector_tstamp"], e["derived_tstamp"])):
        kept.setdefault(event["event_id"], event)
    return list(kept.values())


def analytics_states(events):
    """Return per visitor the moments at which analytics consent was granted or denied."""
    states = defaultdict(list)
    for event in events:
        choice = event[CONSENT]
        kind = re.search(r'"event_type": ?"(\w+)"', choice)
        if not kind:
            continue
        if kind[1] in ("allow_all", "implicit_consent"):
            state = "granted"
        elif kind[1] == "allow_selected":
            state = "granted" if '"statistics"' in choice else "denied"
        elif kind[1] in ("deny_all", "withdrawn"):
            state = "denied"
        else:
            continue
        states[visitor(event)].append((event["derived_tstamp"], state))
    return states


def visitor(event):
    """Return the cookie of an event: first party, else the collector's."""
    return event["domain_userid"] or event["network_userid"]


def denied(event, states):
    """Tell whether the latest choice at or before the event was a refusal."""
    known = [s for t, s in sorted(states[visitor(event)]) if t <= event["derived_tstamp"]]
    return bool(known) and known[-1] == "denied"


def campaign(event):
    """Return what splits a session: the paid click id and the tags of the address."""
    query = parse_qs(urlsplit(event["page_url"]).query)
    tags = tuple(query.get(f"utm_{t}", [""])[0].lower() for t in ("source", "medium", "campaign"))
    return query.get("gclid", [""])[0], tags if any(tags) else ()


def sessions(events):
    """Cut one visitor's events by 30 minutes without any, and by a new click id or new tags."""
    cut = []
    for event in sorted(events, key=lambda e: (e["derived_tstamp"], e["event_id"])):
        click_id, tags = campaign(event)
        now = moment(event["derived_tstamp"])
        current = cut[-1] if cut else None
        if (
            current is None
            or (now - current["end"]).total_seconds() > 1800
            or (click_id and click_id != current["click_id"])
            or (not click_id and tags and tags != current["tags"])
        ):
            current = {"start": now, "events": 0, "views": 0, "click_id": click_id, "tags": tags}
            cut.append(current)
        current["end"] = now
        current["events"] += 1
        current["views"] += event["event_name"] == "page_view"
    return cut


def tracker():
    """Print counts and session bounds of the tracker file."""
    delivered = rows(CONNECTOR / "snowplow" / "events.csv.gz")
    events = first_received(delivered)
    states = analytics_states(events)
    print(
        "deliveries",
        len(delivered),
        "events",
        len(events),
        "visitors",
        len(set(map(visitor, events))),
    )
    print("events by name", sorted(Counter(e["event_name"] for e in events).items()))
    local = [e for e in events if e["page_urlhost"] == "localhost"]
    refused = [e for e in events if e["page_urlhost"] != "localhost" and denied(e, states)]
    kept = [e for e in events if e["page_urlhost"] != "localhost" and not denied(e, states)]
    print("on localhost", len(local), "after a refusal", len(refused), "left", len(kept))
    by_visitor = defaultdict(list)
    for event in kept:
        by_visitor[visitor(event)].append(event)
    cut = {name: sessions(own) for name, own in by_visitor.items()}
    print("visitors left", len(cut), "sessions", sum(map(len, cut.values())))
    print("page views left", sum(e["event_name"] == "page_view" for e in kept))
    for name in sorted(cut):
        for session in cut[name]:
            if session["views"]:
                print(
                    name[:12],
                    session["start"].isoformat(" ", "milliseconds"),
                    session["end"].isoformat(" ", "milliseconds"),
                    session["events"],
                    session["views"],
                    "/".join(session["tags"]),
                )


def spend(file, campaign_id):
    """Print clicks, impressions and spend by campaign of one report level."""
    totals = defaultdict(lambda: [0, 0, 0, Decimal(0)])
    report = rows(CONNECTOR / "google_ads_fivetran" / file)
    for row in report:
        total = totals[row[campaign_id]]
        total[0] += 1
        total[1] += int(row["clicks"])
        total[2] += int(row["impressions"])
        total[3] += Decimal(row["cost_micros"]) / 1_000_000
    days = sorted({row["date"] for row in report})
    print(file, "rows", len(report), "days", len(days), days[0], days[-1])
    for name, total in sorted(totals.items()):
        print("  campaign", name, *total)
    print("  all", *[sum(total[i] for total in totals.values()) for i in range(4)])


def crm():
    """Print what the HubSpot tables hold, and that their links lead nowhere."""
    folder = CONNECTOR / "hubspot_fivetran"
    for file in sorted(folder.glob("*.csv")):
        print(file.stem, len(rows(file)))
    contacts = {c["id"] for c in rows(folder / "contact.csv")}
    deals = rows(folder / "deal.csv")
    links = rows(folder / "deal_contact.csv")
    ids = {d["deal_id"] for d in deals}
    print(
        "contacts",
        len(contacts),
        "deleted",
        sum(c["_fivetran_deleted"].lower() == "true" for c in rows(folder / "contact.csv")),
    )
    print("deals", len(ids), "deleted", sum(d["is_deleted"].lower() == "true" for d in deals))
    print("deals with an amount", sum(bool(d["property_amount"]) for d in deals))
    print("links to a known deal", sum(link["deal_id"] in ids for link in links))
    print("links to a known contact", sum(link["contact_id"] in contacts for link in links))
    stages = rows(folder / "deal_stage.csv")
    known = {s["stage_id"] for s in rows(folder / "deal_pipeline_stage.csv")}
    print("stage changes of a known deal", sum(s["deal_id"] in ids for s in stages))
    print("stage changes to a known stage", sum(s["value"] in known for s in stages))


if __name__ == "__main__":
    tracker()
    spend("campaign_stats.csv", "id")
    spend("ad_group_stats.csv", "campaign_id")
    spend("ad_stats.csv", "campaign_id")
    spend("keyword_stats.csv", "campaign_id")
    crm()
