{{ config(materialized='table', tags=['event_generation']) }}

with ranked as (
  select
    employee_id,
    employee_hire_date,
    row_number() over (order by {{ draw('employee_id', 'new_hire_termination') }}, employee_id) as rank
  from {{ ref('int_hires') }}
)

select
  ranked.employee_id,
  {{ drawn_day('ranked.employee_id', 'termination_date', '(ranked.employee_hire_date + 1)', last_day()) }} as termination_date,
  'new_hire_termination' as termination_reason,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from ranked
cross join {{ ref('int_workforce_needs') }} as needs
where ranked.rank <= needs.new_hire_terminations
