-- One row per quarter, agency, course and day held: hours by method (counted once, the largest where its rows state different ones), and whether lecture keeps to its limit (unrounded).
select
    quarter."index" as quarter,
    agency.ministry,
    training.agency,
    training.course,
    training.held_on,
    arg_max(training.lecture_hours, (training.lecture_hours + training.other_hours, training.lecture_hours)) as lecture_hours,
    max(training.lecture_hours + training.other_hours) as hours,
    count(distinct (training.lecture_hours, training.other_hours)) > 1 as hours_differ,
    arg_max(training.lecture_hours, (training.lecture_hours + training.other_hours, training.lecture_hours))
    <= any_value(rule.lecture_max) * max(training.lecture_hours + training.other_hours) as mix_ok,
    sum(training.participants)::bigint as participants,
from accepted.training as training
inner join reference.quarter as quarter using (period)
inner join reference.agency as agency
    on agency.code = training.agency
inner join reference.rule as rule
    on rule.quarter = quarter."index"
group by all
order by all
