-- One row per agency, course and day held in a quarter: its hours by method, its share of lecture and the hours that would mend it.
select
    course.ministry,
    course.agency,
    course.course,
    course.held_on,
    course.lecture_hours::double as lecture_hours,
    course.hours::double as hours,
    (course.lecture_hours / nullif(course.hours, 0))::double as lecture_share,
    rule.lecture_max::double as lecture_max,
    course.hours_differ,
    course.mix_ok,
    case
        when course.mix_ok then 0
        else course.lecture_hours / nullif(rule.lecture_max, 0) - course.hours
    end::double as hours_to_fix,
    course.participants,
from mart.course as course
inner join reference.rule as rule using (quarter)
where
    course.quarter = $quarter
    and ($units is null or list_has_any([course.ministry, course.agency], $units))
order by lecture_share desc nulls last, course.ministry, course.agency, course.course, course.held_on
