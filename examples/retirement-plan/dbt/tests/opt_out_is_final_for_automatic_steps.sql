-- After an opt-out there is neither an auto-enrollment nor an escalation nor another opt-out.
with opt_outs as (
  select employee_id, simulation_year, event_sequence
  from {{ ref('fct_yearly_events') }}
  where event_type = 'enrollment_change'
    and simulation_year <= {{ var('simulation_year') }}
)

select events.employee_id, events.event_type, events.simulation_year
from {{ ref('fct_yearly_events') }} as events
join opt_outs on events.employee_id = opt_outs.employee_id
where events.simulation_year = {{ var('simulation_year') }}
  and events.event_category in ('auto_enrollment', 'deferral_escalation', 'opt_out')
  and (opt_outs.simulation_year, opt_outs.event_sequence) < (events.simulation_year, events.event_sequence)
