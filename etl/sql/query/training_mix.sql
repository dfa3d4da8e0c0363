-- One row per theme and capability courses of a quarter were for: hours by method, share of lecture, hours that would mend it.
with

summed as (
    select
        theme,
        capability,
        reference.hours_once(course, lecture_hours) as lecture_hours,
        reference.hours_once(course, hours) as hours,
        sum(participants)::bigint as participants,
        any_value(lecture_max) as lecture_max,
    from mart.training
    where
        quarter = $quarter
        and ($units is null or list_has_any([ministry, agency], $units))
    group by theme, capability
)

select
    summed.theme,
    summed.capability,
    summed.lecture_hours::double as lecture_hours,
    summed.hours::double as hours,
    (summed.lecture_hours / nullif(summed.hours, 0))::double as lecture_share,
    summed.lecture_max::double as lecture_max,
    summed.lecture_hours <= summed.lecture_max * summed.hours as mix_ok,
    case
        when summed.lecture_hours <= summed.lecture_max * summed.hours then 0
        else summed.lecture_hours / nullif(summed.lecture_max, 0) - summed.hours
    end::double as hours_to_fix,
    summed.participants,
from summed
left join reference.capability as capability
    on capability.code = summed.capability
order by summed.theme, capability.place nulls last
