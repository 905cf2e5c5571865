{# Whether a text meets any of a compile-time list of values (a seed's): a constant list is read once,
   where a join of every event with every rule would be a nested loop. #}

{# Patterns by 200: one expression of 1,500 outgrows the matcher's memory and becomes 300 times slower (measured). #}
{% macro matches_any(text, patterns) -%}
    {%- if patterns -%}
        (
            {%- for some in patterns | batch(200) -%}
                {{ regex_matches(text, quoted(some | join('|'))) }}{{ ' or ' if not loop.last }}
            {%- endfor -%}
        )
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}

{% macro equals_any(text, values) -%}
    {%- if values -%}
        {{ text }} in ({% for value in values %}{{ quoted(value) }}{{ ', ' if not loop.last }}{% endfor %})
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}

{% macro starts_with_any(text, prefixes) -%}
    {%- if prefixes -%}
        (
            {%- for prefix in prefixes -%}
                {{ text }} like {{ quoted(prefix ~ '%') }}{{ ' or ' if not loop.last }}
            {%- endfor -%}
        )
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}

{# Whether a URL without its query is on one of the hosts. #}
{% macro on_any_host(url, hosts) -%}
    {%- if hosts -%}
        (
            {%- for host in hosts -%}
                {{ url }} like {{ quoted('%://' ~ host ~ '/%') }} or {{ url }} like {{ quoted('%://' ~ host) }}
                or {{ url }} like {{ quoted('%://' ~ host ~ ':%') }}
                {{- ' or ' if not loop.last }}
            {%- endfor -%}
        )
    {%- else -%}
        false
    {%- endif -%}
{%- endmacro %}
