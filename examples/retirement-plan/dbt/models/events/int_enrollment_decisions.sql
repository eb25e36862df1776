{{ config(materialized='table', tags=['event_generation']) }}

with members as (
  select
    employee_id,
    employee_hire_date,
    termination_date,
    employee_enrollment_date,
    enrollment_source,
    is_enrolled,
    deferral_rate,
    ever_opted_out,
    -- From when on somebody may enrol in this year.
    greatest(employee_eligibility_date, {{ first_day() }}) as open_from,
    {%- if var('enrollment_auto_enabled') %}
    not is_enrolled
      and not ever_opted_out
      {%- if var('enrollment_auto_scope') == 'new_hires_only' %}
      and employee_hire_date >= {{ first_day(var('start_year')) }}
      {%- endif %} as is_auto_enrolled,
    {%- else %}
    false as is_auto_enrolled,
    {%- endif %}
    greatest(employee_eligibility_date, {{ first_day(var('start_year')) }})
      + {{ var('enrollment_auto_window_days') }} as auto_enrolled_on
  from {{ ref('int_workforce') }}
),

enrolled as (
  select
    employee_id,
    employee_hire_date,
    termination_date,
    employee_enrollment_date as enrolled_on,
    enrollment_source,
    deferral_rate,
    ever_opted_out,
    false as is_new
  from members
  where is_enrolled
  union all
  select
    employee_id,
    employee_hire_date,
    termination_date,
    auto_enrolled_on as enrolled_on,
    'auto' as enrollment_source,
    cast({{ rate('enrollment_auto_default_deferral_rate') }} as decimal(5, 4)) as deferral_rate,
    ever_opted_out,
    true as is_new
  from members
  where is_auto_enrolled
    and auto_enrolled_on between {{ first_day() }} and {{ last_day() }}
  union all
  select
    employee_id,
    employee_hire_date,
    termination_date,
    {{ drawn_day('employee_id', 'voluntary_enrollment_date', 'open_from', last_day()) }} as enrolled_on,
    'voluntary' as enrollment_source,
    cast({{ rate('enrollment_voluntary_deferral_rate') }} as decimal(5, 4)) as deferral_rate,
    ever_opted_out,
    true as is_new
  from members
  where not is_enrolled
    and not is_auto_enrolled
    and open_from <= {{ last_day() }}
    and {{ draw('employee_id', 'voluntary_enrollment') }} < {{ rate('enrollment_voluntary_rate') }}
),

planned as (
  select
    employee_id,
    employee_hire_date,
    termination_date,
    enrolled_on,
    enrollment_source,
    deferral_rate,
    ever_opted_out,
    is_new,
    if(
      enrollment_source = 'auto'
        and {{ draw('employee_id', 'opt_out', once=true) }} < {{ rate('enrollment_auto_opt_out_rate') }},
      enrolled_on + {{ var('enrollment_auto_opt_out_grace_days') }},
      null
    ) as opts_out_on
  from enrolled
  where not is_new or {{ is_employed_on('enrolled_on') }}
)

select
  employee_id,
  employee_hire_date,
  termination_date,
  enrolled_on,
  enrollment_source,
  deferral_rate,
  ever_opted_out,
  is_new,
  case
    when opts_out_on between {{ first_day() }} and {{ last_day() }} and {{ is_employed_on('opts_out_on') }} then opts_out_on
  end as opted_out_on,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from planned
