{{ config(severity='warn') }}
-- Whoever is hired only after the first year has begun is not part of its workforce.
select employee_id, employee_hire_date
from {{ ref('stg_census') }}
where is_active
  and employee_hire_date >= {{ first_day(var('start_year')) }}
