-- Once terminated, no event, neither later in the year nor in a later one, and no row of the snapshot in a later year.
with terminations as (
  select employee_id, simulation_year, effective_date
  from {{ ref('fct_yearly_events') }}
  where event_type = 'termination'
    and simulation_year <= {{ var('simulation_year') }}
)

select events.employee_id, events.event_type as what, events.simulation_year
from {{ ref('fct_yearly_events') }} as events
join terminations on events.employee_id = terminations.employee_id
where events.simulation_year = {{ var('simulation_year') }}
  and events.event_type <> 'termination'
  and events.effective_date >= terminations.effective_date
union all
select snapshot.employee_id, 'snapshot' as what, snapshot.simulation_year
from {{ ref('fct_workforce_snapshot') }} as snapshot
join terminations on snapshot.employee_id = terminations.employee_id
where snapshot.simulation_year = {{ var('simulation_year') }}
  and terminations.simulation_year < {{ var('simulation_year') }}
