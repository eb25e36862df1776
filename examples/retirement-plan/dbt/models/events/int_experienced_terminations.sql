{{ config(materialized='table', tags=['event_generation']) }}

with ranked as (
  select
    employee_id,
    row_number() over (order by {{ draw('employee_id', 'termination') }}, employee_id) as rank
  from {{ ref('int_previous_workforce') }}
)

select
  ranked.employee_id,
  {{ drawn_day('ranked.employee_id', 'termination_date', first_day(), last_day()) }} as termination_date,
  'experienced_termination' as termination_reason,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from ranked
cross join {{ ref('int_workforce_needs') }} as needs
where ranked.rank <= needs.experienced_terminations
