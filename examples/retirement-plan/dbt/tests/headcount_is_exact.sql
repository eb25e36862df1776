-- The year ends with as many as it was to end with, and has begun with as many as the year before has ended with.
with counted as (
  select
    count(*) filter (where simulation_year = {{ var('simulation_year') }} and employment_status = 'active') as at_end,
    count(*) filter (where simulation_year = {{ var('simulation_year') }} - 1 and employment_status = 'active') as before
  from {{ ref('fct_workforce_snapshot') }}
  where simulation_year in ({{ var('simulation_year') }}, {{ var('simulation_year') }} - 1)
)

select needs.target_headcount, counted.at_end, needs.starting_headcount, counted.before
from {{ ref('int_workforce_needs') }} as needs
cross join counted
where counted.at_end <> needs.target_headcount
  or (needs.starting_headcount <> counted.before and {{ var('simulation_year') }} > {{ var('start_year') }})
