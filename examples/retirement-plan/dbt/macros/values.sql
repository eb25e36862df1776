{#- A rate among the settings: exact, however it is written. -#}
{%- macro rate(name) -%}
cast({{ var(name) }} as decimal(9, 6))
{%- endmacro -%}

{%- macro money(expression) -%}
cast({{ expression }} as decimal(14, 2))
{%- endmacro -%}

{#- A text among the settings as a literal. -#}
{%- macro text(name) -%}
'{{ var(name) | replace("'", "''") }}'
{%- endmacro -%}

{#- The identifier of an event: made of what it says, so that the same event has the same in every run. -#}
{%- macro event_id(employee_id, event_type, effective_date, compensation_amount) -%}
'EVT_' || left(md5(concat_ws('|', {{ text('scenario_id') }}, {{ text('plan_design_id') }}, {{ employee_id }}, '{{ var('simulation_year') }}', {{ event_type }}, {{ effective_date }}, coalesce(cast({{ compensation_amount }} as varchar), ''))), 24)
{%- endmacro -%}
