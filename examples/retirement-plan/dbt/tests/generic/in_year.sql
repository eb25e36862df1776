{% test in_year(model, column_name) %}

select {{ column_name }}, simulation_year
from {{ model }}
where year({{ column_name }}) <> simulation_year

{% endtest %}
