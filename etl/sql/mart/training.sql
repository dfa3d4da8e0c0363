-- One row per course and theme, capability and group it was for (NOT_STATED where it names none): the whole course's hours, to be counted once a course, and participants.
select
    course.quarter,
    course.ministry,
    course.agency,
    dense_rank() over (order by course.quarter, course.agency, course.course, course.held_on) as course,
    coalesce(training.theme, 'NOT_STATED') as theme,
    coalesce(training.capability, 'NOT_STATED') as capability,
    coalesce(training."group", 'NOT_STATED') as "group",
    course.lecture_hours,
    course.hours,
    training.participants,
    rule.lecture_max,
from accepted.training as training
inner join reference.quarter as quarter using (period)
inner join mart.course as course
    on course.quarter = quarter."index"
    and course.agency = training.agency
    and course.course = training.course
    and course.held_on = training.held_on
inner join reference.rule as rule using (quarter)
order by all
