-- One row per quarter, agency and practice asked for then: the latest answer that has not lapsed (null: not answered) and what it counts for.
with

answered as (
    select
        quarter."index" as quarter,
        practice.agency,
        practice.practice,
        arg_max(practice.status, answered_for."index") as status,
    from accepted.practice as practice
    inner join reference.quarter as answered_for using (period)
    inner join reference.quarter as quarter
        on quarter."index" >= answered_for."index"
    inner join reference.rule as rule
        on rule.quarter = quarter."index"
    where
        quarter."index" - answered_for."index" <= rule.practice_quarters
    group by all
)

select
    standing.quarter,
    standing.ministry,
    standing.agency,
    standing.stage,
    standing.expected,
    practice.code as practice,
    answered.status,
    status.score,
from staging.standing as standing
inner join reference.practice as practice using (quarter)
left join answered
    on answered.quarter = standing.quarter
    and answered.agency = standing.agency
    and answered.practice = practice.code
left join reference.status as status
    on status.code = answered.status
order by standing.quarter, standing.ministry, standing.agency, practice.place
