{#-
  What the employer adds to a contribution: each tier matches the part of it between the cap of the tier before and its own,
  both parts of the compensation.
-#}
{%- macro matched(contribution, compensation) -%}
cast(0 as decimal(14, 4))
{%- for tier in var('match_tiers') %}
{%- set below = var('match_tiers')[loop.index0 - 1].up_to if loop.index0 > 0 else 0 %}
      + cast(
          cast({{ tier.rate }} as decimal(9, 6)) * {{ money('greatest(least(' ~ contribution ~ ', ' ~ part_of(compensation, tier.up_to) ~ ') - ' ~ part_of(compensation, below) ~ ', 0)') }}
        as decimal(14, 4))
{%- endfor %}
{%- endmacro -%}

{%- macro part_of(compensation, part) -%}
{{ money('cast(' ~ part ~ ' as decimal(9, 6)) * ' ~ compensation) }}
{%- endmacro -%}
