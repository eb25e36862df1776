{{ config(materialized='table', tags=['event_generation']) }}

{% set raised_on = day_of_year(7, 1) %}

with paid as (
  select
    workforce.employee_id,
    coalesce(promotions.compensation_amount, workforce.current_compensation) as previous_compensation,
    coalesce(promotions.level_id, workforce.level_id) as level_id
  from {{ ref('int_workforce') }} as workforce
  left join {{ ref('int_promotion_events') }} as promotions on workforce.employee_id = promotions.employee_id
  where not workforce.is_new_hire
    and {{ is_employed_on(raised_on) }}
),

raised as (
  select
    employee_id,
    {{ money('previous_compensation * (1 + ' ~ rate('compensation_cola_rate') ~ ' + ' ~ rate('compensation_merit_rate') ~ ')') }} as compensation_amount,
    previous_compensation,
    level_id
  from paid
)

select
  employee_id,
  {{ raised_on }} as effective_date,
  compensation_amount,
  previous_compensation,
  level_id,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from raised
where compensation_amount > previous_compensation
