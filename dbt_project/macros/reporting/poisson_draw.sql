{# A draw from the Poisson distribution with mean 1, from the hexadecimal digits of a hash: how many of the
   distribution's steps lie at or below them. Compared as texts, so no engine has to make a number of them. #}
{% macro poisson_draw(digits) -%}
    case
        when {{ digits }} < '5e2d58d8b3bc' then 0
        when {{ digits }} < 'bc5ab1b16779' then 1
        when {{ digits }} < 'eb715e1dc158' then 2
        when {{ digits }} < 'fb23979734a2' then 3
        when {{ digits }} < 'ff1025f59174' then 4
        when {{ digits }} < 'ffd90f3ba405' then 5
        when {{ digits }} < 'fffa8b71fc72' then 6
        when {{ digits }} < 'ffff540c0914' then 7
        when {{ digits }} < 'ffffed1f4aa8' then 8
        else 9
    end
{%- endmacro %}
