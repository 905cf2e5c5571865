"""Which fields each Google Ads resource has here, and where the demo data keeps them."""

CUSTOMER = {
    "customer.id": "customer.customer_id",
    "customer.descriptive_name": "customer.descriptive_name",
    "customer.currency_code": "customer.currency_code",
    "customer.time_zone": "customer.time_zone",
    "customer.auto_tagging_enabled": "customer.auto_tagging_enabled",
    "customer.manager": "false",
}
CAMPAIGN = {
    "campaign.id": "campaign.campaign_id",
    "campaign.name": "campaign.name",
    "campaign.status": "campaign.status",
    "campaign.advertising_channel_type": "campaign.advertising_channel_type",
}
AD_GROUP = {
    "ad_group.id": "ad_group.ad_group_id",
    "ad_group.name": "ad_group.name",
    "ad_group.status": "ad_group.status",
}
AD = {
    "ad_group_ad.ad.id": "ad.ad_id",
    "ad_group_ad.ad.name": "ad.name",
    "ad_group_ad.ad.final_urls": "[ad.final_url]",
    "ad_group_ad.status": "ad.status",
}
KEYWORD = {
    "ad_group_criterion.criterion_id": "keyword.criterion_id",
    "ad_group_criterion.keyword.text": "keyword.text",
    "ad_group_criterion.keyword.match_type": "keyword.match_type",
    "ad_group_criterion.status": "keyword.status",
    "ad_group_criterion.type": "'KEYWORD'",
}
FIGURES = {
    "segments.date": "figures.report_date",
    "segments.device": "figures.device",
    "segments.ad_network_type": "figures.ad_network_type",
    "metrics.impressions": "figures.impressions",
    "metrics.clicks": "figures.clicks",
    "metrics.cost_micros": "figures.cost_micros",
    "metrics.conversions": "figures.conversions",
    "metrics.conversions_value": "figures.conversions_value",
}
_RESOURCE = "'customers/' || customer.customer_id || "
CLICK = {
    "click_view.gclid": "click.gclid",
    "click_view.ad_group_ad": _RESOURCE
    + "'/adGroupAds/' || click.ad_group_id || '~' || click.ad_id",
    "click_view.keyword": _RESOURCE
    + "'/adGroupCriteria/' || click.ad_group_id || '~' || click.criterion_id",
    "click_view.keyword_info.text": "click.keyword_text",
    "click_view.keyword_info.match_type": "click.match_type",
    "click_view.page_number": "click.page_number",
    "segments.date": "click.click_date",
    "segments.ad_network_type": "click.ad_network_type",
    "segments.click_type": "click.click_type",
    "segments.slot": "click.slot",
    "segments.device": "click.device",
    "ad_group.id": "click.ad_group_id",
}

# Only what the vendor documents as selectable with the resource; anything else is refused.
FIELDS = {
    "customer": CUSTOMER,
    "campaign": {**CUSTOMER, **CAMPAIGN, **FIGURES},
    "ad_group": {**CUSTOMER, **CAMPAIGN, **AD_GROUP, **FIGURES},
    "ad_group_ad": {**CUSTOMER, **CAMPAIGN, **AD_GROUP, **AD, **FIGURES},
    "ad_group_criterion": {**CUSTOMER, **CAMPAIGN, **AD_GROUP, **KEYWORD},
    "keyword_view": {**CUSTOMER, **CAMPAIGN, **AD_GROUP, **KEYWORD, **FIGURES},
    "click_view": {**CUSTOMER, **CAMPAIGN, **AD_GROUP, **CLICK},
}

LEVELS = {
    "campaign": "campaign",
    "ad_group": "ad_group",
    "ad_group_ad": "ad",
    "keyword_view": "keyword",
}

FROM = {
    "customer": "google_ads.customers as customer",
    "campaign": (
        "google_ads.campaigns as campaign "
        "join google_ads.customers as customer on customer.customer_id = campaign.customer_id"
    ),
    "ad_group": (
        "google_ads.ad_groups as ad_group "
        "join google_ads.campaigns as campaign on campaign.campaign_id = ad_group.campaign_id "
        "join google_ads.customers as customer on customer.customer_id = campaign.customer_id"
    ),
}
FROM["ad_group_ad"] = (
    FROM["ad_group"] + " join google_ads.ads as ad on ad.ad_group_id = ad_group.ad_group_id"
)
FROM["ad_group_criterion"] = (
    FROM["ad_group"]
    + " join google_ads.keywords as keyword on keyword.ad_group_id = ad_group.ad_group_id"
)
FROM["keyword_view"] = FROM["ad_group_criterion"]
FROM["click_view"] = (
    "google_ads.clicks as click "
    "join google_ads.campaigns as campaign on campaign.campaign_id = click.campaign_id "
    "join google_ads.customers as customer on customer.customer_id = campaign.customer_id "
    "left join google_ads.ad_groups as ad_group on ad_group.ad_group_id = click.ad_group_id"
)

_BY_CAMPAIGN = "google_ads.performance as figures on figures.campaign_id = campaign.campaign_id"
_BY_AD_GROUP = f"{_BY_CAMPAIGN} and figures.ad_group_id = ad_group.ad_group_id"
FROM_FIGURES = {
    "customer": FROM["customer"],
    "campaign": f"{FROM['campaign']} join {_BY_CAMPAIGN}",
    "ad_group": f"{FROM['ad_group']} join {_BY_AD_GROUP}",
    "ad_group_ad": f"{FROM['ad_group_ad']} join {_BY_AD_GROUP} and figures.ad_id = ad.ad_id",
    "ad_group_criterion": FROM["ad_group_criterion"],
    "keyword_view": f"{FROM['keyword_view']} join {_BY_AD_GROUP} "
    "and figures.criterion_id = keyword.criterion_id",
    "click_view": FROM["click_view"],
}

# Fields that are 64-bit integers and therefore come as text.
INTEGERS = frozenset(
    {
        "customer.id",
        "campaign.id",
        "ad_group.id",
        "ad_group_ad.ad.id",
        "ad_group_criterion.criterion_id",
        "metrics.impressions",
        "metrics.clicks",
        "metrics.cost_micros",
        "click_view.page_number",
    }
)
