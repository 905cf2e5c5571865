{# Percent-decoding of a URL part; a plus is a space. What cannot be decoded stays as it came. #}
{% macro url_decode(text) %}{{ adapter.dispatch('url_decode', 'headwater')(text) }}{% endmacro %}

{% macro default__url_decode(text) %}coalesce(try(url_decode(replace({{ text }}, '+', ' '))), {{ text }}){% endmacro %}

{% macro spark__url_decode(text) %}coalesce(try_url_decode({{ text }}), {{ text }}){% endmacro %}
