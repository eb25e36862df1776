import type { MacroFile } from "../project/dbt-project.js";

/** The tests that every dbt project has; one of the project's own with the same name goes over it. */
export const builtInTests: readonly (MacroFile & { readonly name: string })[] = [
  {
    name: "test_unique",
    file: "<unique>",
    text: `{% macro test_unique(model, column_name) -%}
select {{ column_name }} as repeated_value, count(*) as times
from {{ model }}
where {{ column_name }} is not null
group by {{ column_name }}
having count(*) > 1
{%- endmacro %}`,
  },
  {
    name: "test_not_null",
    file: "<not_null>",
    text: `{% macro test_not_null(model, column_name) -%}
select {{ column_name }} from {{ model }} where {{ column_name }} is null
{%- endmacro %}`,
  },
  {
    name: "test_accepted_values",
    file: "<accepted_values>",
    text: `{% macro test_accepted_values(model, column_name, values, quote=true) -%}
select {{ column_name }} as other_value, count(*) as times
from {{ model }}
group by {{ column_name }}
having {{ column_name }} not in (
{%- for value in values %}
  {{ "'" ~ value ~ "'" if quote else value }}{{ "," if not loop.last }}
{%- endfor %}
)
{%- endmacro %}`,
  },
  {
    name: "test_relationships",
    file: "<relationships>",
    text: `{% macro test_relationships(model, column_name, to, field) -%}
select child_value
from (select {{ column_name }} as child_value from {{ model }} where {{ column_name }} is not null) as child
left join (select {{ field }} as parent_value from {{ to }}) as parent on child_value = parent_value
where parent_value is null
{%- endmacro %}`,
  },
];
