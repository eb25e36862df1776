{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='simulation_year', tags=['state_accumulation']) }}


with considered as (
  select
    contributions.employee_id,
    contributions.prorated_annual_compensation,
    contributions.annual_contribution_amount,
    {{ tenure('workforce.employee_hire_date', 'coalesce(workforce.termination_date, ' ~ last_day() ~ ')') }} as tenure,
    workforce.termination_date is null as is_active_at_year_end
  from {{ ref('int_employee_contributions') }} as contributions
  join {{ ref('int_workforce') }} as workforce on contributions.employee_id = workforce.employee_id
  where contributions.simulation_year = {{ var('simulation_year') }}
),

judged as (
  select
    employee_id,
    prorated_annual_compensation,
    annual_contribution_amount,
    {{ 'true' if var('match_enabled') else 'false' }}
      {%- if var('match_require_active_at_year_end') %}
      and is_active_at_year_end
      {%- endif %}
      and tenure >= {{ var('match_minimum_tenure_years') }} as is_eligible_for_match
  from considered
)

select
  employee_id,
  cast({{ var('simulation_year') }} as integer) as simulation_year,
  annual_contribution_amount,
  is_eligible_for_match,
  {{ money('if(is_eligible_for_match, ' ~ matched('annual_contribution_amount', 'prorated_annual_compensation') ~ ', 0)') }} as employer_match_amount
from judged
