-- Nobody enrols who is enrolled, be it since the census or by an event without an opt-out since.
with decisions as (
  select employee_id, cast(null as timestamp) as effective_date, 0 as simulation_year, 0 as event_sequence, true as enrols
  from {{ ref('int_baseline_workforce') }}
  where is_enrolled_at_census
    and simulation_year = {{ var('start_year') }}
  union all
  select employee_id, effective_date, simulation_year, event_sequence, event_type = 'enrollment' as enrols
  from {{ ref('fct_yearly_events') }}
  where event_type in ('enrollment', 'enrollment_change')
    and simulation_year <= {{ var('simulation_year') }}
),

followed as (
  select
    employee_id,
    simulation_year,
    enrols,
    lag(enrols, 1, false) over (partition by employee_id order by simulation_year, event_sequence) as was_enrolled
  from decisions
)

select employee_id, simulation_year, enrols
from followed
where enrols = was_enrolled
