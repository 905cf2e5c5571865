{# The numbers of the events that open a session by their campaign, as a list, in an aggregate over one stretch of time.
   A paid click opens one unless it is the session's click; tags alone, unless they are the session's tags. A session's
   click and tags are those of its first event, which may have none: the fold starts with none. #}
{% macro campaign_openings(event_number, click, tags) -%}
    {{ adapter.dispatch('campaign_openings', 'headwater')(event_number, click, tags) }}
{%- endmacro %}

{% macro opens_campaign(session, event) -%}
    case
        when {{ event }}.click is not null
            then {{ session }}.click is null or {{ event }}.click <> {{ session }}.click
        else {{ event }}.tags is not null and ({{ session }}.tags is null or {{ event }}.tags <> {{ session }}.tags)
    end
{%- endmacro %}

{% macro default__campaign_openings(event_number, click, tags) -%}
    list_reduce(
        list(
            {'click': {{ click }}, 'tags': {{ tags }}, 'openings': [{{ event_number }}]}
            order by {{ event_number }}
        ),
        lambda session, event: case
            when {{ opens_campaign('session', 'event') }} then {
                'click': event.click, 'tags': event.tags, 'openings': list_concat(session.openings, event.openings)
            }
            else session
        end,
        {'click': cast(null as bigint), 'tags': cast(null as bigint), 'openings': cast([] as bigint[])}
    ).openings
{%- endmacro %}

{% macro spark__campaign_openings(event_number, click, tags) -%}
    aggregate(
        array_sort(collect_list(struct({{ event_number }} as number, {{ click }} as click, {{ tags }} as tags))),
        named_struct(
            'click', cast(null as bigint), 'tags', cast(null as bigint), 'openings', cast(array() as array<bigint>)
        ),
        (session, event) -> case
            when {{ opens_campaign('session', 'event') }} then named_struct(
                'click', event.click, 'tags', event.tags,
                'openings', concat(session.openings, array(cast(event.number as bigint)))
            )
            else session
        end,
        session -> session.openings
    )
{%- endmacro %}

{# One row per member of a list, as a select expression. #}
{% macro list_to_rows(list) %}{{ adapter.dispatch('list_to_rows', 'headwater')(list) }}{% endmacro %}

{% macro default__list_to_rows(list) %}unnest({{ list }}){% endmacro %}

{% macro spark__list_to_rows(list) %}explode({{ list }}){% endmacro %}
