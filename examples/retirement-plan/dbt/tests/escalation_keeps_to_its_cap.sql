select employee_id, prev_employee_deferral_rate, employee_deferral_rate
from {{ ref('fct_yearly_events') }}
where simulation_year = {{ var('simulation_year') }}
  and event_type = 'deferral_escalation'
  and (
    employee_deferral_rate > {{ rate('escalation_maximum_rate') }}
    or employee_deferral_rate <= prev_employee_deferral_rate
    or employee_deferral_rate - prev_employee_deferral_rate > {{ rate('escalation_increment') }}
  )
