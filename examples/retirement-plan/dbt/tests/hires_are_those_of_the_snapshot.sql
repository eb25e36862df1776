with hired as (
  select employee_id, cast(effective_date as date) as hired_on
  from {{ ref('fct_yearly_events') }}
  where event_type = 'hire'
    and simulation_year = {{ var('simulation_year') }}
),

new_in_snapshot as (
  select employee_id, employee_hire_date as hired_on
  from {{ ref('fct_workforce_snapshot') }}
  where simulation_year = {{ var('simulation_year') }}
    and detailed_status_code in ('new_hire_active', 'new_hire_termination')
)

(select employee_id, hired_on from hired except select employee_id, hired_on from new_in_snapshot)
union all
(select employee_id, hired_on from new_in_snapshot except select employee_id, hired_on from hired)
