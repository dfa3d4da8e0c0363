-- One row per quarter, agency, theme, capability and group that courses were for (NOT_STATED where they name none): hours and participants.
select
    quarter."index" as quarter,
    agency.ministry,
    training.agency,
    coalesce(training.theme, 'NOT_STATED') as theme,
    coalesce(training.capability, 'NOT_STATED') as capability,
    coalesce(training."group", 'NOT_STATED') as "group",
    sum(training.lecture_hours) as lecture_hours,
    sum(training.lecture_hours + training.other_hours) as hours,
    sum(training.participants)::bigint as participants,
    any_value(rule.lecture_max) as lecture_max,
from accepted.training as training
inner join reference.quarter as quarter
    on quarter.period = training.period
inner join reference.agency as agency
    on agency.code = training.agency
inner join reference.rule as rule
    on rule.quarter = quarter."index"
group by all
order by all
