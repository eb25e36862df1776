{#-
  What the employer adds to a contribution: each tier matches the part of it between the cap of the tier before and its own,
  both parts of the compensation.
-#}
{%- macro matched(contribution, compensation) -%}
0
{%- for tier in var('match_tiers') %}
{%- set below = var('match_tiers')[loop.index0 - 1].up_to if loop.index0 > 0 else 0 %}
      + cast({{ tier.rate }} as decimal(9, 6)) * greatest(
          least({{ contribution }}, cast(cast({{ tier.up_to }} as decimal(9, 6)) * {{ compensation }} as decimal(18, 4)))
            - cast(cast({{ below }} as decimal(9, 6)) * {{ compensation }} as decimal(18, 4)), 0)
{%- endfor %}
{%- endmacro -%}
