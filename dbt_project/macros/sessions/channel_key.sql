{# What decides a channel, cleaned: lower case, trimmed, empty for nothing. #}
{% macro channel_term(text) %}lower(trim(coalesce({{ text }}, ''))){% endmacro %}

{# The key of one combination of what decides a channel. Type and network count only where the ad platform is known. #}
{% macro channel_key(source, medium, campaign, platform, campaign_type, network) -%}
    {%- set terms = [
        channel_term(source), channel_term(medium), channel_term(campaign), channel_term(platform),
        "case when " ~ platform ~ " is not null then " ~ channel_term(campaign_type) ~ " else '' end",
        "case when " ~ platform ~ " is not null then " ~ channel_term(network) ~ " else '' end",
    ] -%}
    {{ row_key(terms | join(" || '|' || ")) }}
{%- endmacro %}
