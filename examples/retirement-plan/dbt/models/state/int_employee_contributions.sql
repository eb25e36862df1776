{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='simulation_year', tags=['state_accumulation']) }}

{% set changes_pay = "event_type in ('hire', 'promotion', 'raise')" %}
{% set changes_rate = "event_type in ('enrollment', 'enrollment_change', 'deferral_escalation')" %}

with changes as (
  select
    employee_id,
    {{ first_day() }} as starts_on,
    cast(0 as bigint) as event_sequence,
    current_compensation as compensation,
    deferral_rate,
    false as ends_employment
  from {{ ref('int_previous_workforce') }}
  union all
  select
    employee_id,
    cast(effective_date as date) as starts_on,
    event_sequence,
    if({{ changes_pay }}, compensation_amount, null) as compensation,
    if({{ changes_rate }}, employee_deferral_rate, null) as deferral_rate,
    event_type = 'termination' as ends_employment
  from {{ ref('fct_yearly_events') }}
  where simulation_year = {{ var('simulation_year') }}
    and event_type <> 'eligibility'
),

periods as (
  select
    employee_id,
    last_value(compensation ignore nulls) over in_order as compensation,
    coalesce(last_value(deferral_rate ignore nulls) over in_order, 0) as deferral_rate,
    cast(lead(starts_on, 1, {{ last_day() }} + 1) over in_order - starts_on as smallint) as days,
    ends_employment
  from changes
  window in_order as (partition by employee_id order by starts_on, event_sequence rows between unbounded preceding and current row)
),

-- Divided by the days of the year only once all days are summed up: so nothing is rounded in between.
paid as (
  select
    employee_id,
    sum(compensation * days) as compensation_days,
    coalesce(sum(compensation * days) filter (where deferral_rate > 0), 0) as enrolled_compensation_days,
    sum(compensation * days * deferral_rate) as deferral_days
  from periods
  where not ends_employment
  group by employee_id
),

amounts as (
  select
    employee_id,
    {{ money('compensation_days / ' ~ days_in_year()) }} as prorated_annual_compensation,
    {{ money('enrolled_compensation_days / ' ~ days_in_year()) }} as eligible_compensation,
    {{ money('deferral_days / ' ~ days_in_year()) }} as uncapped_contribution_amount
  from paid
),

capped as (
  select
    employee_id,
    prorated_annual_compensation,
    eligible_compensation,
    uncapped_contribution_amount,
    least(uncapped_contribution_amount, {{ money(var('contributions_annual_limit')) }}) as annual_contribution_amount
  from amounts
)

select
  employee_id,
  cast({{ var('simulation_year') }} as integer) as simulation_year,
  prorated_annual_compensation,
  eligible_compensation,
  uncapped_contribution_amount,
  annual_contribution_amount,
  cast(coalesce(annual_contribution_amount / nullif(prorated_annual_compensation, 0), 0) as decimal(5, 4)) as effective_annual_deferral_rate
from capped
