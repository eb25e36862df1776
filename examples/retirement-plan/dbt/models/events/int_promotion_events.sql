{{ config(materialized='table', tags=['event_generation']) }}

{% set promoted_on = day_of_year(4, 1) %}

select
  employee_id,
  {{ promoted_on }} as effective_date,
  {{ money('current_compensation * (1 + ' ~ rate('compensation_promotion_increase') ~ ')') }} as compensation_amount,
  current_compensation as previous_compensation,
  level_id + 1 as level_id,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ ref('int_workforce') }}
where not is_new_hire
  and level_id < {{ var('hires_level_compensation') | length }}
  and {{ is_employed_on(promoted_on) }}
  and {{ draw('employee_id', 'promotion') }} < {{ rate('compensation_promotion_rate') }}
