{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='simulation_year', tags=['event_generation']) }}

with events as (
  -- Without a row: the names and types of what an event may have.
  select
    cast(null as varchar) as employee_id,
    cast(null as varchar) as event_type,
    cast(null as integer) as priority,
    cast(null as date) as effective_date,
    cast(null as varchar) as event_details,
    cast(null as decimal(14, 2)) as compensation_amount,
    cast(null as decimal(14, 2)) as previous_compensation,
    cast(null as decimal(5, 4)) as employee_deferral_rate,
    cast(null as decimal(5, 4)) as prev_employee_deferral_rate,
    cast(null as integer) as level_id,
    cast(null as double) as event_probability,
    cast(null as varchar) as event_category
  where false
  union all by name
  select
    employee_id,
    'termination' as event_type,
    1 as priority,
    termination_date as effective_date,
    if(is_new_hire, 'Termination in the year of the hire', 'Termination') as event_details,
    if(is_new_hire, {{ rate('termination_new_hire_rate') }}, {{ rate('termination_rate') }}) as event_probability,
    termination_reason as event_category
  from {{ ref('int_workforce') }}
  where termination_date is not null
  union all by name
  select
    employee_id,
    'hire' as event_type,
    2 as priority,
    employee_hire_date as effective_date,
    'Hire at level ' || level_id as event_details,
    current_compensation as compensation_amount,
    level_id,
    'hire' as event_category
  from {{ ref('int_hires') }}
  union all by name
  select
    employee_id,
    'eligibility' as event_type,
    3 as priority,
    effective_date,
    'Eligible for the plan' as event_details,
    'eligibility' as event_category
  from {{ ref('int_eligibility_events') }}
  union all by name
  select
    employee_id,
    'enrollment' as event_type,
    4 as priority,
    effective_date,
    if(enrollment_source = 'auto', 'Auto-enrollment', 'Voluntary enrollment') as event_details,
    employee_deferral_rate,
    cast(0 as decimal(5, 4)) as prev_employee_deferral_rate,
    if(enrollment_source = 'auto', 1, {{ rate('enrollment_voluntary_rate') }}) as event_probability,
    enrollment_source || '_enrollment' as event_category
  from {{ ref('int_enrollment_events') }}
  union all by name
  select
    employee_id,
    'enrollment_change' as event_type,
    5 as priority,
    effective_date,
    'Auto-enrollment opt-out' as event_details,
    cast(0 as decimal(5, 4)) as employee_deferral_rate,
    prev_employee_deferral_rate,
    {{ rate('enrollment_auto_opt_out_rate') }} as event_probability,
    'opt_out' as event_category
  from {{ ref('int_opt_out_events') }}
  union all by name
  select
    employee_id,
    'deferral_escalation' as event_type,
    7 as priority,
    effective_date,
    'Deferral escalation' as event_details,
    employee_deferral_rate,
    prev_employee_deferral_rate,
    'deferral_escalation' as event_category
  from {{ ref('int_deferral_escalation_events') }}
  union all by name
  select
    employee_id,
    'promotion' as event_type,
    8 as priority,
    effective_date,
    'Promotion to level ' || level_id as event_details,
    compensation_amount,
    previous_compensation,
    level_id,
    {{ rate('compensation_promotion_rate') }} as event_probability,
    'promotion' as event_category
  from {{ ref('int_promotion_events') }}
  union all by name
  select
    employee_id,
    'raise' as event_type,
    9 as priority,
    effective_date,
    'Cost of living and merit' as event_details,
    compensation_amount,
    previous_compensation,
    level_id,
    'raise' as event_category
  from {{ ref('int_raise_events') }}
),

described as (
  select
    events.employee_id,
    events.event_type,
    events.priority,
    events.effective_date,
    events.event_details,
    events.compensation_amount,
    events.previous_compensation,
    events.employee_deferral_rate,
    events.prev_employee_deferral_rate,
    coalesce(events.level_id, workforce.level_id) as level_id,
    events.event_probability,
    events.event_category,
    {{ age('workforce.employee_birth_date', 'events.effective_date') }} as employee_age,
    {{ tenure('workforce.employee_hire_date', 'events.effective_date') }} as employee_tenure
  from events
  join {{ ref('int_workforce') }} as workforce on events.employee_id = workforce.employee_id
)

select
  {{ event_id('employee_id', 'event_type', 'effective_date', 'compensation_amount') }} as event_id,
  {{ text('scenario_id') }} as scenario_id,
  {{ text('plan_design_id') }} as plan_design_id,
  employee_id,
  {{ pseudonym('employee_id') }} as employee_ssn,
  event_type,
  cast({{ var('simulation_year') }} as integer) as simulation_year,
  cast(effective_date as timestamp) as effective_date,
  event_details,
  compensation_amount,
  previous_compensation,
  employee_deferral_rate,
  prev_employee_deferral_rate,
  cast(employee_age as bigint) as employee_age,
  employee_tenure,
  level_id,
  {{ age_band('employee_age') }} as age_band,
  {{ tenure_band('employee_tenure') }} as tenure_band,
  event_probability,
  event_category,
  row_number() over (partition by employee_id order by effective_date, priority) as event_sequence,
  cast(effective_date as timestamp) as created_at,
  {{ text('scenario_id') }} as parameter_scenario_id,
  'configuration' as parameter_source,
  'VALID' as data_quality_flag
from described
