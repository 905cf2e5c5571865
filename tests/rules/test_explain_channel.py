"""What explain-channel answers, and that it is what the build would say."""

from collections.abc import Iterator

import pytest

from orchestration.rules.explain_channel import ChannelExplainer

PAGE = "https://www.fernhill.example/products"


@pytest.fixture(scope="module")
def explainer() -> Iterator[ChannelExplainer]:
    made = ChannelExplainer()
    made.connection.execute("set threads = 1")
    yield made
    made.connection.close()


@pytest.mark.parametrize(
    ("query", "referrer", "channel", "source", "medium", "evidence"),
    [
        ("", None, "Direct", "(direct)", "(none)", "none"),
        ("", "https://www.google.co.uk/", "Organic Search", "google", "organic", "referrer"),
        ("", "https://uk.search.yahoo.com/", "Organic Search", "yahoo", "organic", "referrer"),
        (
            "",
            "https://blog.example.org/post",
            "Referral",
            "blog.example.org",
            "referral",
            "referrer",
        ),
        ("", "https://www.g2.com/products/x", "Review sites", "g2.com", "review", "referrer"),
        ("", "https://mail.google.com/mail/u/0", "Email", "mail.google.com", "email", "referrer"),
        ("", "https://l.facebook.com/", "Organic Social", "l.facebook.com", "referral", "referrer"),
        ("", "https://bsky.app/profile/x", "Organic Social", "bsky.app", "social", "referrer"),
        (
            "",
            "https://x.com/i/grok/share/1",
            "AI Assistant",
            "grok.com",
            "ai-assistant",
            "ai_assistant",
        ),
        ("", "https://x.com/somebody", "Organic Social", "x.com", "social", "referrer"),
        # No evidence: the same registrable domain, payment pages.
        ("", "https://shop.fernhill.example/basket", "Direct", "(direct)", "(none)", "none"),
        ("", "https://checkout.stripe.com/c/pay", "Direct", "(direct)", "(none)", "none"),
        # Click ids.
        ("?gclid=a", "https://www.google.com/", "Paid Search", "google", "cpc", "click_id"),
        (
            "?gclid=a",
            "https://www.youtube.com/watch",
            "Paid Video",
            "youtube.com",
            "cpc",
            "click_id",
        ),
        ("?msclkid=a", None, "Paid Search", "bing", "cpc", "click_id"),
        ("?oppref=a", "https://chatgpt.com/", "Paid Other", "chatgpt.com", "cpc", "click_id"),
        ("?fbclid=a", None, "Direct", "(direct)", "(none)", "none"),
        ("?gclid=a&utm_source=news&utm_medium=email", None, "Email", "news", "email", "utm"),
        (
            "?gclid=a&utm_source=google&utm_medium=organic",
            None,
            "Paid Search",
            "google",
            "cpc",
            "click_id",
        ),
        # Half-tagged links.
        ("?utm_campaign=spring", None, "Unassigned", "(not set)", "(not set)", "utm"),
        (
            "?utm_medium=email",
            "https://www.google.com/",
            "Organic Search",
            "google",
            "email",
            "utm",
        ),
        ("?utm_source=chatgpt.com", None, "AI Assistant", "chatgpt.com", "ai-assistant", "utm"),
        ("?utm_source=partner&gclid=a", None, "Paid Other", "partner", "cpc", "utm"),
        (
            "?utm_source=Partner%20Site&utm_medium=Banner",
            None,
            "Display",
            "partner site",
            "banner",
            "utm",
        ),
    ],
)
def test_landing(
    explainer: ChannelExplainer,
    query: str,
    referrer: str | None,
    channel: str,
    source: str,
    medium: str,
    evidence: str,
) -> None:
    found = explainer.explain(PAGE + query, referrer)
    assert (found.channel, found.source, found.medium, found.evidence) == (
        channel,
        source,
        medium,
        evidence,
    )


def test_a_landing_needs_a_url(explainer: ChannelExplainer) -> None:
    with pytest.raises(ValueError, match="URL"):
        explainer.explain("  ")
