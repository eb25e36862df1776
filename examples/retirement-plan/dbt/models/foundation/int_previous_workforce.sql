{{ config(materialized='table', tags=['foundation']) }}
-- depends_on: {{ ref('int_baseline_workforce') }}

{% if var('simulation_year') | int == var('start_year') | int %}
select
  employee_id,
  employee_birth_date,
  employee_hire_date,
  current_compensation,
  level_id,
  employee_eligibility_date,
  employee_enrollment_date,
  if(is_enrolled_at_census, 'census', null) as enrollment_source,
  is_enrolled_at_census as is_enrolled,
  employee_deferral_rate as deferral_rate,
  false as ever_opted_out,
  cast(0 as integer) as total_deferral_escalations,
  cast(null as date) as last_escalation_date,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ ref('int_baseline_workforce') }}
where simulation_year = {{ var('start_year') }}
{% else %}
select
  employee_id,
  employee_birth_date,
  employee_hire_date,
  current_compensation,
  level_id,
  employee_eligibility_date,
  employee_enrollment_date,
  enrollment_source,
  is_enrolled_flag as is_enrolled,
  current_deferral_rate as deferral_rate,
  ever_opted_out,
  total_deferral_escalations,
  last_escalation_date,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ source('history', 'workforce_snapshot') }}
where simulation_year = {{ var('simulation_year') }} - 1
  and employment_status = 'active'
{% endif %}
