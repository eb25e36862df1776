{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='simulation_year', tags=['state_accumulation']) }}

with opening as (
  select
    employee_id,
    employee_birth_date,
    employee_hire_date,
    current_compensation,
    level_id,
    employee_eligibility_date,
    employee_enrollment_date,
    enrollment_source,
    is_enrolled,
    deferral_rate,
    ever_opted_out,
    total_deferral_escalations,
    last_escalation_date,
    is_new_hire
  from {{ ref('int_workforce') }}
),

year_events as (
  select
    employee_id,
    max(cast(effective_date as date)) filter (where event_type = 'termination') as termination_date,
    max(event_category) filter (where event_type = 'termination') as termination_reason,
    arg_max(compensation_amount, event_sequence) filter (where event_type in ('hire', 'promotion', 'raise')) as compensation,
    max(level_id) filter (where event_type in ('hire', 'promotion')) as level_id,
    max(cast(effective_date as date)) filter (where event_type = 'enrollment') as enrolled_on,
    max(replace(event_category, '_enrollment', '')) filter (where event_type = 'enrollment') as enrollment_source,
    coalesce(bool_or(event_type = 'enrollment_change'), false) as opted_out,
    arg_max(employee_deferral_rate, event_sequence)
      filter (where event_type in ('enrollment', 'enrollment_change', 'deferral_escalation')) as deferral_rate,
    count(*) filter (where event_type = 'deferral_escalation') as escalations,
    max(cast(effective_date as date)) filter (where event_type = 'deferral_escalation') as escalated_on
  from {{ ref('fct_yearly_events') }}
  where simulation_year = {{ var('simulation_year') }}
  group by employee_id
),

closing as (
  select
    opening.employee_id,
    opening.employee_birth_date,
    opening.employee_hire_date,
    opening.is_new_hire,
    year_events.termination_date,
    year_events.termination_reason,
    year_events.termination_date is null as is_active,
    coalesce(year_events.compensation, opening.current_compensation) as current_compensation,
    coalesce(year_events.level_id, opening.level_id) as level_id,
    {{ age('opening.employee_birth_date', last_day()) }} as current_age,
    {{ tenure('opening.employee_hire_date', 'coalesce(year_events.termination_date, ' ~ last_day() ~ ')') }} as current_tenure,
    opening.employee_eligibility_date,
    coalesce(year_events.enrolled_on, opening.employee_enrollment_date) as employee_enrollment_date,
    coalesce(year_events.enrollment_source, opening.enrollment_source) as enrollment_source,
    (opening.is_enrolled or year_events.enrolled_on is not null)
      and not coalesce(year_events.opted_out, false)
      and year_events.termination_date is null as is_enrolled,
    coalesce(year_events.deferral_rate, opening.deferral_rate) as deferral_rate,
    opening.ever_opted_out or coalesce(year_events.opted_out, false) as ever_opted_out,
    cast(opening.total_deferral_escalations + coalesce(year_events.escalations, 0) as integer) as total_deferral_escalations,
    coalesce(year_events.escalated_on, opening.last_escalation_date) as last_escalation_date
  from opening
  left join year_events on opening.employee_id = year_events.employee_id
)

select
  closing.employee_id,
  {{ text('scenario_id') }} as scenario_id,
  {{ text('plan_design_id') }} as plan_design_id,
  cast({{ var('simulation_year') }} as integer) as simulation_year,
  closing.employee_birth_date,
  closing.employee_hire_date,
  closing.termination_date,
  closing.termination_reason,
  if(closing.is_active, 'active', 'terminated') as employment_status,
  case
    when closing.is_active and closing.is_new_hire then 'new_hire_active'
    when closing.is_active then 'continuous_active'
    else closing.termination_reason
  end as detailed_status_code,
  closing.current_compensation,
  contributions.prorated_annual_compensation,
  closing.level_id,
  closing.current_age,
  closing.current_tenure,
  {{ age_band('closing.current_age') }} as age_band,
  {{ tenure_band('closing.current_tenure') }} as tenure_band,
  closing.employee_eligibility_date,
  if(closing.employee_eligibility_date <= coalesce(closing.termination_date, {{ last_day() }}), 'eligible', 'pending') as current_eligibility_status,
  closing.employee_enrollment_date,
  closing.enrollment_source,
  closing.is_enrolled as is_enrolled_flag,
  if(closing.is_enrolled, closing.deferral_rate, cast(0 as decimal(5, 4))) as current_deferral_rate,
  if(closing.is_enrolled and closing.deferral_rate > 0, 'participating', 'not_participating') as participation_status,
  case
    when not closing.is_active then 'not_participating - terminated'
    when closing.is_enrolled and closing.deferral_rate > 0 then 'participating - ' || closing.enrollment_source || ' enrollment'
    when closing.is_enrolled then 'not_participating - enrolled without a deferral'
    when closing.ever_opted_out then 'not_participating - opted out of AE'
    else 'not_participating - not auto enrolled'
  end as participation_status_detail,
  closing.ever_opted_out,
  closing.total_deferral_escalations,
  closing.last_escalation_date,
  contributions.annual_contribution_amount,
  contributions.effective_annual_deferral_rate,
  matches.employer_match_amount
from closing
join {{ ref('int_employee_contributions') }} as contributions
  on closing.employee_id = contributions.employee_id and contributions.simulation_year = {{ var('simulation_year') }}
join {{ ref('int_employer_match') }} as matches
  on closing.employee_id = matches.employee_id and matches.simulation_year = {{ var('simulation_year') }}
