"""What draws a company: few ids, and moments that touch every limit of the rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Tables = dict[str, list[Row]]

BASE = datetime(2026, 3, 2, 9, 0, 0)
# Seconds between two things that somebody does: around every limit, and some in between.
GAPS = (
    0, 0, 1, 30, 60, 300, 599, 600, 601, 1200, 1799, 1800, 1801, 3600, 5400, 36_000, 86_400,
    2 * 86_400, 7 * 86_400, 20 * 86_400, 30 * 86_400 - 1, 30 * 86_400, 30 * 86_400 + 1,
    60 * 86_400, 90 * 86_400 - 1, 90 * 86_400, 90 * 86_400 + 1,
)  # fmt: skip
QUERIES = (
    "", "", "", "?gclid={tag}-known", "?gclid={tag}-known", "?gclid={tag}-video",
    "?gclid={tag}-other",
    "?gclid={tag}-other&utm_source=google&utm_medium=organic",
    "?gclid={tag}-other&utm_source=news&utm_medium=email&utm_campaign=May",
    "?gclid={tag}-other&gad_campaignid={tag}c1", "?gad_campaignid={tag}c1", "?msclkid={tag}-ms",
    "?fbclid={tag}-fb", "?fbclid={tag}-fb&utm_source=facebook&utm_medium=paid_social",
    "?utm_source=news&utm_medium=email&utm_campaign=May",
    "?utm_source=NEWS&utm_medium=Email&utm_campaign=may",
    "?utm_source=news&utm_medium=email&utm_campaign=June",
    "?utm_source=google&utm_medium=cpc&utm_campaign=shop+sale",
    "?utm_source=linkedin&utm_medium=cpc", "?utm_campaign=alone", "?utm_source=chatgpt.com",
    "?utm_source=partner", "?utm_medium=cpm&utm_source=site", "?utm_medium=affiliate&utm_source=x",
    "?utm_source=&utm_medium=email", "?utm_source=tiktok&ttclid={tag}-tt",
    "?utm_source=%28direct%29&utm_medium=%28none%29",
)  # fmt: skip
REFERRERS = (
    None, None, None, "https://www.google.com/", "https://www.bing.com/search",
    "https://chatgpt.com/c/1",
    "https://www.linkedin.com/feed", "https://l.facebook.com/l.php", "https://www.youtube.com/watch",
    "https://www.g2.com/products", "https://mail.google.com/", "https://blog.partner.example/post",
    "https://shop.{tag}.example/", "https://checkout.stripe.com/pay", "https://www.{tag}.example/other",
    "https://t.co/abc", "https://duckduckgo.com/",
)  # fmt: skip


class Pen:
    """Draws one company; everything of it bears its tag, so that many fit into one warehouse."""

    def __init__(self, draw: st.DrawFn, number: int) -> None:
        self._draw = draw
        self.tag = f"k{number:04d}"
        self.tables: Tables = {}
        self._moments = [BASE]
        self._counts: dict[str, int] = {}
        self.phones = f"+44207{number:04d}"

    def pick(self, options: Any) -> Any:
        return self._draw(st.sampled_from(options))

    def moment(self) -> str:
        """At, before or after something that happened, by a gap near some limit."""
        near = self._moments[self._draw(st.integers(0, len(self._moments) - 1))]
        at = near + timedelta(seconds=self.pick(GAPS)) * self.pick((1, 1, 1, 1, -1))
        at = max(min(at, BASE + timedelta(days=300)), BASE - timedelta(days=100))
        self._moments.append(at)
        return str(at)

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def remember(self, moment: datetime) -> None:
        """A moment that others may come close to."""
        self._moments.append(moment)

    def id(self, kind: str) -> str:
        """An id of its own."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{self.tag}-{kind}{self._counts[kind]}"

    def one_of(self, kind: str, most: int, missing: int = 0) -> str | None:
        """One of a few shared ids; now and then none."""
        number = self._draw(st.integers(1 - missing, most))
        return f"{self.tag}-{kind}{number}" if number > 0 else None

    def visitor(self, missing: int = 1) -> str | None:
        return self.one_of("v", 3, missing)

    def email(self, missing: int = 2) -> str | None:
        number = self._draw(st.integers(-missing, 3))
        if number == 3:
            return f"info@{self.tag}.example"
        return f"{self.pick(('P', 'p'))}{number}@{self.tag}.example" if number >= 0 else None

    def phone(self, missing: int = 2) -> str | None:
        number = self._draw(st.integers(1 - missing, 2))
        return f"{self.phones}00{number}" if number > 0 else None

    def click(self, missing: int) -> str | None:
        """A click id in a column of its own; mostly none."""
        return self.pick((*[None] * missing, f"{self.tag}-known", f"{self.tag}-other"))

    def bare_page(self) -> str:
        """A page without any tag."""
        return f"https://www.{self.tag}.example/"

    def page(self) -> str:
        path = self.pick(("/", "/pricing", "/blog/a"))
        return f"https://www.{self.tag}.example{path}{self.pick(QUERIES).format(tag=self.tag)}"

    def referrer(self) -> str | None:
        chosen = self.pick(REFERRERS)
        return chosen.format(tag=self.tag) if chosen else None

    def add(self, table: str, row: Row) -> Row:
        """Keep a row, without its empty columns."""
        kept = {name: value for name, value in row.items() if value is not None}
        self.tables.setdefault(table, []).append(kept)
        return kept
