{# Host and path of a URL. For distinct URLs only: a regular expression per event would be a night's dearest step. #}
{% macro url_host(url) -%}
    nullif(trim(
        trailing '.' from
        {{ regex_extract('lower(' ~ url ~ ')', "'^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@?#]*@)?([^/:?#]+)'", 1) }}
    ), '')
{%- endmacro %}

{% macro url_path(url) -%}
    coalesce(nullif(
        {{ regex_extract(url, "'^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://)?[^/?#]*([^?#]*)'", 1) }}, ''
    ), '/')
{%- endmacro %}

{# The last labels of a host, empty when it has fewer. #}
{% macro last_labels(host, labels) -%}
    {{ regex_extract(host, "'([^.]+" ~ "[.][^.]+" * (labels - 1) ~ ")$'", 1) }}
{%- endmacro %}

{# The registrable domain of a host, given which of its last three and last two labels are public suffixes. #}
{% macro registrable_domain(host, three_label_suffix, two_label_suffix) -%}
    coalesce(nullif(
        case
            when {{ regex_matches(host, "'^[0-9.]+$'") }} then {{ host }}
            when {{ three_label_suffix }} is not null then {{ last_labels(host, 4) }}
            when {{ two_label_suffix }} is not null then {{ last_labels(host, 3) }}
            else {{ last_labels(host, 2) }}
        end, ''
    ), {{ host }})
{%- endmacro %}
