{# A path after the transforms of var path_transforms, in their order. A path is a list of steps; a step is the number
   of a channel, plus 1000 for each further touch that the transform `frequency` folds into it. #}
{% macro transformed_path(path) -%}
    {%- set state = namespace(path=path) -%}
    {%- for entry in var('path_transforms') -%}
        {%- set name = entry.split('(')[0] -%}
        {%- set argument = entry.split('(')[1] | replace(')', '') | trim if '(' in entry else '' -%}
        {%- set state.path = path_transform(name, state.path, argument) -%}
    {%- endfor -%}
    {{ state.path }}
{%- endmacro %}
