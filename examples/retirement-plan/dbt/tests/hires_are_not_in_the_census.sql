select hires.employee_id
from {{ ref('int_hires') }} as hires
join {{ ref('stg_census') }} as census on hires.employee_id = census.employee_id
