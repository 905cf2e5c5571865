{# The columns that may be given beside a URL and then stand above what the URL itself says. #}
{% macro click_id_columns() -%}
    {{ return(['gclid', 'gbraid', 'wbraid', 'msclkid', 'fbclid', 'ttclid', 'li_fat_id']) }}
{%- endmacro %}

{% macro utm_columns() -%}
    {{ return(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id', 'gad_campaignid']) }}
{%- endmacro %}

{# The marketing parameters of a page visit as one query string: columns given beside the page come
   first and are marked with a bang, so that they win over the page's own parameters. #}
{% macro marketing_query(page_url, columns) -%}
    case
        when coalesce({{ columns | join(', ') }}) is null then split_part({{ page_url }}, '?', 2)
        else concat_ws(
            '&',
            {%- for column in columns %}
            '!{{ column }}=' || replace(replace(replace(nullif({{ column }}, ''), '%', '%25'), '&', '%26'), '+', '%2B'),
            {%- endfor %}
            nullif(split_part({{ page_url }}, '?', 2), '')
        )
    end
{%- endmacro %}

{# The value of one tag among the parameters of a query: what a column said, else what the URL says. #}
{% macro tag_value(parameter) -%}
    coalesce(
        max(case when is_override and parameter = '{{ parameter }}' then parameter_value end),
        max(case when parameter = '{{ parameter }}' then parameter_value end)
    )
{%- endmacro %}
