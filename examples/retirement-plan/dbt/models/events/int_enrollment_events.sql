{{ config(materialized='table', tags=['event_generation']) }}

select
  employee_id,
  enrolled_on as effective_date,
  enrollment_source,
  deferral_rate as employee_deferral_rate,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ ref('int_enrollment_decisions') }}
where is_new
