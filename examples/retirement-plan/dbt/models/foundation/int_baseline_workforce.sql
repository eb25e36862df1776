{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='simulation_year', tags=['foundation']) }}

{% set as_of = first_day(var('start_year')) %}

with members as (
  select
    employee_id,
    employee_birth_date,
    employee_hire_date,
    employee_gross_compensation,
    employee_deferral_rate,
    employee_enrollment_date,
    {{ age('employee_birth_date', as_of) }} as current_age,
    {{ tenure('employee_hire_date', as_of) }} as current_tenure,
    {{ eligibility_date('employee_birth_date', 'employee_hire_date') }} as employee_eligibility_date
  from {{ ref('stg_census') }}
  where is_active
    and employee_hire_date < {{ as_of }}
    and {{ var('simulation_year') }} = {{ var('start_year') }}
)

select
  employee_id,
  {{ pseudonym('employee_id') }} as employee_ssn,
  employee_birth_date,
  employee_hire_date,
  employee_gross_compensation as current_compensation,
  current_age,
  current_tenure,
  cast({{ level_of('employee_gross_compensation') }} as integer) as level_id,
  {{ age_band('current_age') }} as age_band,
  {{ tenure_band('current_tenure') }} as tenure_band,
  'active' as employment_status,
  cast(null as date) as termination_date,
  cast(null as varchar) as termination_reason,
  employee_eligibility_date,
  cast({{ var('eligibility_waiting_period_days') }} as integer) as waiting_period_days,
  if(employee_eligibility_date <= {{ as_of }}, 'eligible', 'pending') as current_eligibility_status,
  employee_enrollment_date,
  employee_deferral_rate,
  false as auto_escalation_opt_out,
  employee_deferral_rate > 0 as is_enrolled_at_census,
  cast({{ var('start_year') }} as integer) as simulation_year,
  {{ text('scenario_id') }} as scenario_id,
  {{ text('plan_design_id') }} as plan_design_id
from members
