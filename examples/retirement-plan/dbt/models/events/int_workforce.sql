{{ config(materialized='table', tags=['event_generation']) }}

with members as (
  select
    employee_id,
    employee_birth_date,
    employee_hire_date,
    current_compensation,
    level_id,
    employee_eligibility_date,
    employee_enrollment_date,
    enrollment_source,
    is_enrolled,
    deferral_rate,
    ever_opted_out,
    total_deferral_escalations,
    last_escalation_date,
    false as is_new_hire
  from {{ ref('int_previous_workforce') }}
  union all
  select
    employee_id,
    employee_birth_date,
    employee_hire_date,
    current_compensation,
    level_id,
    employee_eligibility_date,
    cast(null as date) as employee_enrollment_date,
    cast(null as varchar) as enrollment_source,
    false as is_enrolled,
    cast(0 as decimal(5, 4)) as deferral_rate,
    false as ever_opted_out,
    cast(0 as integer) as total_deferral_escalations,
    cast(null as date) as last_escalation_date,
    true as is_new_hire
  from {{ ref('int_hires') }}
),

terminations as (
  select employee_id, termination_date, termination_reason
  from {{ ref('int_experienced_terminations') }}
  union all
  select employee_id, termination_date, termination_reason
  from {{ ref('int_new_hire_terminations') }}
)

select
  members.employee_id,
  members.employee_birth_date,
  members.employee_hire_date,
  members.current_compensation,
  members.level_id,
  members.employee_eligibility_date,
  members.employee_enrollment_date,
  members.enrollment_source,
  members.is_enrolled,
  members.deferral_rate,
  members.ever_opted_out,
  members.total_deferral_escalations,
  members.last_escalation_date,
  members.is_new_hire,
  terminations.termination_date,
  terminations.termination_reason,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from members
left join terminations on members.employee_id = terminations.employee_id
