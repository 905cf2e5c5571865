{# The key of what makes a row of the source report beside its day and model. #}
{% macro source_row_key() -%}
    {%- set texts = [] -%}
    {%- for column in [
        'channel', 'source', 'medium', 'platform', 'account_id', 'campaign_id', 'campaign', 'ad_group', 'ad', 'keyword',
    ] -%}
        {%- do texts.append("coalesce(" ~ column ~ ", '')") -%}
    {%- endfor -%}
    {{ row_key(texts | join(', ')) }}
{%- endmacro %}
