select employee_id, annual_contribution_amount, employer_match_amount
from {{ ref('int_employer_match') }}
where simulation_year = {{ var('simulation_year') }}
  and employer_match_amount > 0
  and (annual_contribution_amount <= 0 or not is_eligible_for_match)
