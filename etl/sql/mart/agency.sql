-- One row per quarter, agency and evidence (ALL, or TESTED: tests alone): standing and since when it is at its stage, its stage a quarter before, posts and their source, whether it has a high-potential group, practices done, training mix.
-- `potential`: has (enough persons are high), none (not even everybody who may yet be high would be enough), else open.
with

persons as (
    select
        quarter,
        agency,
        evidence,
        (sum(posts) + sum(spare) filter (where "group" = 'NOT_STATED'))::bigint as posts,
        coalesce(sum(posts) filter (where flagged), 0)::bigint as flagged_posts,
        any_value(headcount_source) as headcount_source,
        bool_or(estimate) as estimate,
        bool_or(unknown) as unknown,
        bool_or(unbounded) as unbounded,
        bool_or(reporting) as reporting,
        coalesce(sum(high), 0)::bigint as high,
        coalesce(sum(under_high), 0)::bigint as under_high,
    from mart.outcome
    group by all
),

practices as (
    select
        quarter,
        agency,
        coalesce(sum(score), 0) as score,
        count(score) as answered,
        count(*) as asked,
    from mart.practice
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
    'w6_2561' as framework,
    'civil_servants' as population,
    case when not persons.unknown then persons.posts end as headcount,
    persons.posts,
    persons.flagged_posts,
    persons.headcount_source,
    persons.estimate,
    persons.unknown,
    persons.unbounded,
    persons.reporting,
    case
        when persons.unknown then 'open'
        when persons.high >= greatest(1, rule.high_share * persons.posts) then 'has'
        when persons.posts - persons.under_high < greatest(1, rule.high_share * persons.posts) then 'none'
        else 'open'
    end as potential,
    practices.score / nullif(practices.asked, 0) as practice_low,
    (practices.score + practices.asked - practices.answered) / nullif(practices.asked, 0) as practice_high,
    case
        when practices.answered >= rule.answered_practices then practices.score / nullif(practices.answered, 0)
    end as practice_value,
    courses.lecture_hours,
    courses.hours as training_hours,
    courses.lecture_hours <= rule.lecture_max * courses.hours as mix_ok,
from staging.standing as standing
inner join since using (quarter, agency)
inner join reference.rule as rule using (quarter)
cross join (select distinct evidence from reference.evidence) as variant
inner join persons using (quarter, agency, evidence)
inner join practices using (quarter, agency)
left join courses using (quarter, agency)
order by variant.evidence, standing.quarter, standing.ministry, standing.agency
