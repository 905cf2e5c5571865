{# Percent-decoding of a URL part; a plus is a space. #}
{% macro url_decode(text) %}{{ adapter.dispatch('url_decode', 'headwater')(text) }}{% endmacro %}

{% macro default__url_decode(text) %}url_decode(replace({{ text }}, '+', ' ')){% endmacro %}

{% macro spark__url_decode(text) %}try_url_decode({{ text }}){% endmacro %}
