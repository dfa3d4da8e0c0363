-- One row per quarter, agency and evidence (ALL, or TESTED: tests alone): standing and since when it is at its stage, its stage a quarter before, persons judged and high-potential, share of practices done, training mix.
with

persons as (
    select
        quarter,
        agency,
        evidence,
        sum(headcount) as headcount,
        sum(seen)::bigint as seen,
        sum(ready + not_ready)::bigint as judged,
        sum(high)::bigint as high,
    from mart.outcome
    group by all
),

answered as (
    select
        quarter."index" as answered_for,
        practice.agency,
        sum(status.score) as score,
    from accepted.practice as practice
    inner join reference.quarter as quarter
        on quarter.period = practice.period
    inner join reference.status as status
        on status.code = practice.status
    group by all
),

practices as (
    select
        quarter."index" as quarter,
        answered.agency,
        max_by(answered.score, answered.answered_for) / nullif(any_value(asked.practices), 0) as practice_share,
    from reference.quarter as quarter
    inner join answered
        on answered.answered_for <= quarter."index"
    inner join (select quarter, count(*) as practices from reference.practice group by quarter) as asked
        on asked.quarter = quarter."index"
    group by all
),

since as (
    select
        quarter,
        agency,
        case
            when stage <> 'NOT_STATED' then max(quarter) filter (where changed) over (partition by agency order by quarter)
        end as stage_since,
        last_value(stage) over (partition by agency order by quarter range between unbounded preceding and 1 preceding) as stage_before,
    from (
        select
            quarter,
            agency,
            stage,
            stage is distinct from lag(stage) over (partition by agency order by quarter) as changed,
        from staging.standing
    )
),

courses as (
    select
        quarter,
        agency,
        sum(lecture_hours) as lecture_hours,
        sum(hours) as hours,
    from mart.course
    group by all
)

select
    standing.quarter,
    standing.ministry,
    standing.agency,
    standing.stage,
    since.stage_since,
    since.stage_before,
    variant.evidence,
    standing.expected,
    standing.reported,
    persons.headcount,
    coalesce(persons.seen, 0) as seen,
    coalesce(persons.judged, 0) as judged,
    coalesce(persons.high, 0) as high,
    coalesce(
        persons.judged > 0 and persons.high >= greatest(1, rule.high_share * persons.judged), false
    ) as high_potential,
    practices.practice_share,
    courses.lecture_hours,
    courses.hours as training_hours,
    courses.lecture_hours <= rule.lecture_max * courses.hours as mix_ok,
from staging.standing as standing
inner join since
    on since.quarter = standing.quarter
    and since.agency = standing.agency
inner join reference.rule as rule
    on rule.quarter = standing.quarter
cross join (select distinct evidence from reference.evidence) as variant
left join persons
    on persons.quarter = standing.quarter
    and persons.agency = standing.agency
    and persons.evidence = variant.evidence
left join practices
    on practices.quarter = standing.quarter
    and practices.agency = standing.agency
left join courses
    on courses.quarter = standing.quarter
    and courses.agency = standing.agency
order by variant.evidence, standing.quarter, standing.ministry, standing.agency
