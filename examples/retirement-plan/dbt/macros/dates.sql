{#- The first day of a year; of the simulated one if none is given. -#}
{%- macro first_day(year=none) -%}
make_date({{ year or var('simulation_year') }}, 1, 1)
{%- endmacro -%}

{#- The last day of the simulated year. -#}
{%- macro last_day() -%}
make_date({{ var('simulation_year') }}, 12, 31)
{%- endmacro -%}

{#- 365 or 366. -#}
{%- macro days_in_year() -%}
({{ last_day() }} - {{ first_day() }} + 1)
{%- endmacro -%}

{#- A date of the simulated year; a day that the month does not have is its last one. -#}
{%- macro day_of_year(month, day) -%}
least(make_date({{ var('simulation_year') }}, {{ month }}, 1) + {{ day }} - 1, last_day(make_date({{ var('simulation_year') }}, {{ month }}, 1)))
{%- endmacro -%}

{#- Whether somebody is still employed on a date: what happens on the day of the termination itself comes too late. -#}
{%- macro is_employed_on(date) -%}
({{ date }} >= employee_hire_date and (termination_date is null or {{ date }} < termination_date))
{%- endmacro -%}
