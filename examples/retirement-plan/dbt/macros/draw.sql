{#-
  A number in [0, 1) that depends on nothing but the employee, the purpose, the seed and the year: 53 bits of a hash, so that it is the
  same on every machine, in every order and on any number of threads. `once` leaves the year out: it is then one draw for all years.
-#}
{%- macro draw(employee_id, purpose, once=false) -%}
((md5_number_lower(concat_ws('|', {{ employee_id }}, {% if not once %}'{{ var('simulation_year') }}', {% endif %}'{{ var('random_seed') }}', '{{ purpose }}')) >> 11) * 1.1102230246251565e-16)
{%- endmacro -%}

{#- One of the days from `first` to `last`, by a draw. -#}
{%- macro drawn_day(employee_id, purpose, first, last) -%}
({{ first }} + cast(floor({{ draw(employee_id, purpose) }} * ({{ last }} - {{ first }} + 1)) as integer))
{%- endmacro -%}
