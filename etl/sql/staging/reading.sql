-- One row per quarter: its last day, and the rules by which persons are judged there (ruled_by: the quarter whose requirements hold).
select
    rule.quarter,
    rule.quarter as ruled_by,
    quarter."end",
    rule.validity_months,
    rule.pass_mark,
    rule.high_mark,
from reference.rule as rule
inner join reference.quarter as quarter
    on quarter."index" = rule.quarter
order by rule.quarter
