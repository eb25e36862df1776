{{ config(materialized='table', tags=['event_generation']) }}

with seats as (
  select
    hires,
    unnest(range(1, hires + 1)) as seat
  from {{ ref('int_workforce_needs') }}
),

people as (
  select
    printf('NH_%d_%06d', {{ var('simulation_year') }}, seat) as employee_id,
    -- Levels by quota, not by draw: their shares are met each year, up to one person.
    case
    {%- for share in var('hires_level_shares') %}
    {%- if not loop.last %}
      when (seat - 0.5) / hires < {% for earlier in var('hires_level_shares')[:loop.index] %}{{ ' + ' if not loop.first }}cast({{ earlier }} as decimal(9, 6)){% endfor %} then {{ loop.index }}
    {%- else %}
      else {{ loop.index }}
    {%- endif %}
    {%- endfor %}
    end as level_id
  from seats
),

dated as (
  select
    employee_id,
    level_id,
    -- The last day of the year is left to terminations, which come at least a day later.
    {{ drawn_day('employee_id', 'hire_date', first_day(), last_day() ~ ' - 1') }} as employee_hire_date,
    {{ var('hires_minimum_age') }}
      + cast(floor({{ draw('employee_id', 'age') }} * ({{ var('hires_maximum_age') }} - {{ var('hires_minimum_age') }} + 1)) as integer) as age,
    cast(floor({{ draw('employee_id', 'birthday') }} * 365) as integer) as days_since_birthday
  from people
),

born as (
  select
    employee_id,
    level_id,
    employee_hire_date,
    cast(employee_hire_date - to_years(age) as date) - days_since_birthday as employee_birth_date
  from dated
)

select
  employee_id,
  employee_birth_date,
  employee_hire_date,
  {{ money('[' ~ var('hires_level_compensation') | join(', ') ~ '][level_id] * (0.9 + 0.2 * ' ~ draw('employee_id', 'compensation') ~ ')') }} as current_compensation,
  cast(level_id as integer) as level_id,
  {{ eligibility_date('employee_birth_date', 'employee_hire_date') }} as employee_eligibility_date,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from born
