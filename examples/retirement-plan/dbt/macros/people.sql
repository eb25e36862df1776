{#- Completed years. -#}
{%- macro age(birth_date, as_of) -%}
cast(date_sub('year', {{ birth_date }}, {{ as_of }}) as integer)
{%- endmacro -%}

{#- Years since the hire, to two places. -#}
{%- macro tenure(hire_date, as_of) -%}
cast(({{ as_of }} - {{ hire_date }}) / 365.25 as decimal(12, 2))
{%- endmacro -%}

{%- macro age_band(age) -%}
case
      when {{ age }} < 25 then '<25'
      when {{ age }} < 35 then '25-34'
      when {{ age }} < 45 then '35-44'
      when {{ age }} < 55 then '45-54'
      when {{ age }} < 65 then '55-64'
      else '65+'
    end
{%- endmacro -%}

{%- macro tenure_band(tenure) -%}
case
      when {{ tenure }} < 2 then '<2'
      when {{ tenure }} < 5 then '2-4'
      when {{ tenure }} < 10 then '5-9'
      when {{ tenure }} < 20 then '10-19'
      else '20+'
    end
{%- endmacro -%}

{#- The day on which both the waiting period is over and the minimum age is reached. -#}
{%- macro eligibility_date(birth_date, hire_date) -%}
greatest(
      {{ hire_date }} + {{ var('eligibility_waiting_period_days') }},
      cast({{ birth_date }} + interval ({{ var('eligibility_minimum_age') }}) year as date)
    )
{%- endmacro -%}

{#- The level whose compensation is nearest. -#}
{%- macro level_of(compensation) -%}
case
    {%- for amount in var('hires_level_compensation') %}
    {%- if not loop.last %}
      when 2 * {{ compensation }} < {{ amount }} + {{ var('hires_level_compensation')[loop.index] }} then {{ loop.index }}
    {%- else %}
      else {{ loop.index }}
    {%- endif %}
    {%- endfor %}
    end
{%- endmacro -%}

{#- The census holds no social security numbers: this stands for one, and is the same in every run. -#}
{%- macro pseudonym(employee_id) -%}
'SSN_' || left(md5({{ employee_id }}), 12)
{%- endmacro -%}
