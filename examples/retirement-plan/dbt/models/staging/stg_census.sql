{{ config(materialized='view', tags=['foundation']) }}

select
  cast(employee_id as varchar) as employee_id,
  cast(employee_birth_date as date) as employee_birth_date,
  cast(employee_hire_date as date) as employee_hire_date,
  {{ money('employee_gross_compensation') }} as employee_gross_compensation,
  cast(coalesce(employee_deferral_rate, 0) as decimal(5, 4)) as employee_deferral_rate,
  case
    when employee_deferral_rate > 0 then cast(coalesce(employee_enrollment_date, employee_hire_date) as date)
  end as employee_enrollment_date,
  coalesce(active, true) as is_active
from {{ source('census', 'raw_census') }}
