{{ config(materialized='table', tags=['foundation']) }}

with opening as (
  select count(*) as starting_headcount
  from {{ ref('int_previous_workforce') }}
),

goals as (
  select
    starting_headcount,
    cast(round(starting_headcount * (1 + {{ rate('growth_target_rate') }})) as bigint) as target_headcount,
    cast(round(starting_headcount * {{ rate('termination_rate') }}) as bigint) as usual_terminations
  from opening
),

departures as (
  select
    starting_headcount,
    target_headcount,
    -- A workforce that shrinks by more than usual has more terminations, and no hires.
    greatest(usual_terminations, starting_headcount - target_headcount) as experienced_terminations
  from goals
),

vacancies as (
  select
    starting_headcount,
    target_headcount,
    experienced_terminations,
    target_headcount - starting_headcount + experienced_terminations as vacancies
  from departures
),

needs as (
  select
    starting_headcount,
    target_headcount,
    experienced_terminations,
    vacancies,
    cast(round(vacancies / (1 - {{ rate('termination_new_hire_rate') }})) as bigint) as hires
  from vacancies
)

select
  cast({{ var('simulation_year') }} as integer) as simulation_year,
  starting_headcount,
  target_headcount,
  experienced_terminations,
  hires,
  -- Not a rounded share of its own: hires less these fill the vacancies to the last one.
  hires - vacancies as new_hire_terminations
from needs
