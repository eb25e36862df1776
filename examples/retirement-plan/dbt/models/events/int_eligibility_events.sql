{{ config(materialized='table', tags=['event_generation']) }}

select
  employee_id,
  employee_eligibility_date as effective_date,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ ref('int_workforce') }}
where employee_eligibility_date between {{ first_day() }} and {{ last_day() }}
  and {{ is_employed_on('employee_eligibility_date') }}
