{{ config(materialized='table', tags=['event_generation']) }}

select
  decisions.employee_id,
  decisions.opted_out_on as effective_date,
  coalesce(escalations.employee_deferral_rate, decisions.deferral_rate) as prev_employee_deferral_rate,
  cast({{ var('simulation_year') }} as integer) as simulation_year
from {{ ref('int_enrollment_decisions') }} as decisions
left join {{ ref('int_deferral_escalation_events') }} as escalations on decisions.employee_id = escalations.employee_id
where decisions.opted_out_on is not null
