-- One row per agency and ministry that trained in a quarter, and one of all of them: courses within the limit, hours by method, hours that would mend the mix.
with

summed as (
    select
        case
            when grouping(course.agency) = 0 then 'agency' when grouping(course.ministry) = 0 then 'ministry' else 'nation'
        end as level,
        coalesce(course.agency, course.ministry, 'TH') as unit_code,
        count(*) as courses,
        count(*) filter (where course.mix_ok) as courses_ok,
        sum(course.lecture_hours) as lecture_hours,
        sum(course.hours) as hours,
        sum(course.participants)::bigint as participants,
        any_value(rule.lecture_max) as lecture_max,
    from mart.course as course
    inner join reference.rule as rule using (quarter)
    where
        course.quarter = $quarter
        and (
            $units is null
            or course.ministry in (select unnest($units))
            or course.agency in (select unnest($units))
        )
    group by grouping sets ((), (course.ministry), (course.ministry, course.agency))
    having count(*) > 0
)

select
    level,
    unit_code,
    courses,
    courses_ok,
    lecture_hours::double as lecture_hours,
    hours::double as hours,
    (lecture_hours / nullif(hours, 0))::double as lecture_share,
    lecture_max::double as lecture_max,
    lecture_hours <= lecture_max * hours as mix_ok,
    case
        when lecture_hours <= lecture_max * hours then 0
        else lecture_hours / nullif(lecture_max, 0) - hours
    end::double as hours_to_fix,
    participants,
from summed
order by level, unit_code
