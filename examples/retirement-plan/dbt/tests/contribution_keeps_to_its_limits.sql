-- Not above the limit, and not above the highest rate of the year times what was paid, but for the rounding of a cent.
with highest as (
  select employee_id, max(rate) as rate
  from (
    select employee_id, deferral_rate as rate
    from {{ ref('int_previous_workforce') }}
    union all
    select employee_id, employee_deferral_rate as rate
    from {{ ref('fct_yearly_events') }}
    where simulation_year = {{ var('simulation_year') }}
      and employee_deferral_rate is not null
  )
  group by employee_id
)

select contributions.employee_id, contributions.annual_contribution_amount
from {{ ref('int_employee_contributions') }} as contributions
left join highest on contributions.employee_id = highest.employee_id
where contributions.simulation_year = {{ var('simulation_year') }}
  and (
    contributions.annual_contribution_amount > {{ var('contributions_annual_limit') }}
    or contributions.annual_contribution_amount
      > contributions.prorated_annual_compensation * coalesce(highest.rate, 0) + 0.01
  )
