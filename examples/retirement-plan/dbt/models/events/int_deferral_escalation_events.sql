{{ config(materialized='table', tags=['event_generation']) }}

{% set escalated_on = day_of_year(var('escalation_effective_month'), var('escalation_effective_day')) %}

with escalated as (
  select
    employee_id,
    deferral_rate as prev_employee_deferral_rate,
    cast(
      least(deferral_rate + {{ rate('escalation_increment') }}, {{ rate('escalation_maximum_rate') }}) as decimal(5, 4)
    ) as employee_deferral_rate
  from {{ ref('int_enrollment_decisions') }}
  where {{ 'true' if var('escalation_enabled') else 'false' }}
    and not ever_opted_out
    and (opted_out_on is null or opted_out_on > {{ escalated_on }})
    and enrolled_on < {{ escalated_on }}
    and enrolled_on + to_years({{ var('escalation_first_escalation_delay_years') }}) <= {{ escalated_on }}
    and {{ is_employed_on(escalated_on) }}
)

select
  employee_id,
  {{ escalated_on }} as effective_date,
  employee_deferral_rate,
  prev_employee_deferral_rate,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from escalated
where employee_deferral_rate > prev_employee_deferral_rate
