-- Compensation, level, rate, enrollment and employment at the end of the year are those at its start but for what an event says.
with last_changes as (
  select
    employee_id,
    arg_max(compensation_amount, event_sequence) filter (where event_type in ('hire', 'promotion', 'raise')) as compensation,
    arg_max(level_id, event_sequence) filter (where event_type in ('hire', 'promotion')) as level_id,
    arg_max(employee_deferral_rate, event_sequence)
      filter (where event_type in ('enrollment', 'enrollment_change', 'deferral_escalation')) as deferral_rate,
    arg_max(event_type = 'enrollment', event_sequence) filter (where event_type in ('enrollment', 'enrollment_change')) as is_enrolled,
    coalesce(bool_or(event_type = 'termination'), false) as is_terminated
  from {{ ref('fct_yearly_events') }}
  where simulation_year = {{ var('simulation_year') }}
  group by employee_id
),

expected as (
  select
    coalesce(opening.employee_id, last_changes.employee_id) as employee_id,
    coalesce(last_changes.compensation, opening.current_compensation) as compensation,
    coalesce(last_changes.level_id, opening.level_id) as level_id,
    coalesce(last_changes.is_terminated, false) as is_terminated,
    not coalesce(last_changes.is_terminated, false)
      and coalesce(last_changes.is_enrolled, opening.is_enrolled, false) as is_enrolled,
    coalesce(last_changes.deferral_rate, opening.deferral_rate, 0) as deferral_rate
  from {{ ref('int_previous_workforce') }} as opening
  full join last_changes on opening.employee_id = last_changes.employee_id
),

found as (
  select
    employee_id,
    current_compensation,
    level_id,
    employment_status = 'terminated' as is_terminated,
    is_enrolled_flag,
    current_deferral_rate
  from {{ ref('fct_workforce_snapshot') }}
  where simulation_year = {{ var('simulation_year') }}
)

select coalesce(expected.employee_id, found.employee_id) as employee_id
from expected
full join found on expected.employee_id = found.employee_id
where expected.compensation is distinct from found.current_compensation
  or expected.level_id is distinct from found.level_id
  or expected.is_terminated is distinct from found.is_terminated
  or expected.is_enrolled is distinct from found.is_enrolled_flag
  or if(expected.is_enrolled, expected.deferral_rate, 0) is distinct from found.current_deferral_rate
