-- One row per quarter the data span: its days, and the last day whose assessments have lapsed at its end.
select
    quarter.period,
    quarter."index",
    quarter.fiscal_year,
    quarter."start",
    quarter."end",
    quarter.stated,
    (quarter."end" - to_months(rule.validity_months::integer))::date as lapsed_on,
from quarter_span as quarter
inner join reference.rule as rule
    on rule.quarter = quarter."index"
order by quarter."index"
