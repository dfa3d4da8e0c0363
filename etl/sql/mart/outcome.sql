-- One row per quarter, agency, group and evidence (ALL, or TESTED: tests alone): posts, and persons with an assessment in force by outcome. Group NOT_STATED holds what is of the agency, not of a group.
-- Posts of a group with a known headcount: that, or the persons seen where they are more. The posts of no single group
-- (rest) may be of any group: `spare`, the rest less everybody seen in groups without a headcount of their own, is the
-- same in each group and counts once in a sum of several.
with

seen as (
    select quarter, agency, "group", seen from fact.judgement where evidence = 'ALL'
),

strata as (
    select
        standing.quarter,
        standing.agency,
        "group".code as "group",
        headcount.headcount,
        coalesce(seen.seen, 0) as seen,
        "group".code <> 'NOT_STATED' and headcount.headcount is null as of_rest,
    from staging.standing as standing
    cross join (select code from reference."group" union all select 'NOT_STATED') as "group"
    left join staging.headcount_quarter as headcount
        on headcount.quarter = standing.quarter
        and headcount.agency = standing.agency
        and headcount."group" = "group".code
    left join seen
        on seen.quarter = standing.quarter
        and seen.agency = standing.agency
        and seen."group" = "group".code
),

agencies as (
    select
        quarter,
        agency,
        sum(seen) > 0 as heard,
        coalesce(sum(headcount) filter (where "group" = 'NOT_STATED'), 0) as rest,
        coalesce(sum(seen) filter (where of_rest), 0) as seen_of_rest,
    from strata
    group by all
),

sources as (
    select
        quarter,
        agency,
        any_value(source) as source,
        bool_or(estimate) as estimate,
    from staging.headcount_quarter
    group by all
),

judged as (
    select
        quarter,
        agency,
        evidence,
        sum(ready + not_ready) > 0 as reporting,
    from fact.judgement
    group by all
)

select
    strata.quarter,
    standing.ministry,
    strata.agency,
    strata."group",
    standing.stage,
    variant.evidence,
    standing.expected,
    'w6_2561' as framework,
    'civil_servants' as population,
    strata.headcount,
    strata.of_rest,
    case when strata."group" = 'NOT_STATED' then 0 else greatest(coalesce(strata.headcount, 0), strata.seen) end as posts,
    greatest(agencies.rest - agencies.seen_of_rest, 0) as spare,
    case
        when strata.of_rest then agencies.seen_of_rest > (1 + rule.seen_excess) * agencies.rest
        when strata."group" <> 'NOT_STATED' then strata.seen > (1 + rule.seen_excess) * strata.headcount
        else false
    end as flagged,
    coalesce(sources.source, 'unknown') as headcount_source,
    coalesce(sources.estimate, false) as estimate,
    coalesce(sources.source, 'unknown') = 'unknown' as unknown,
    sources.source is null as unbounded,
    coalesce(judged.reporting, false) and coalesce(sources.source, 'unknown') <> 'unknown' as reporting,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.seen, 0) end as seen,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.ready, 0) end as ready,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.not_ready, 0) end as not_ready,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.incomplete, 0) end as incomplete,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.no_requirement, 0) end as no_requirement,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.high, 0) end as high,
    case when agencies.heard and strata."group" <> 'NOT_STATED' then coalesce(persons.under_high, 0) end as under_high,
from strata
cross join (select distinct evidence from reference.evidence) as variant
inner join staging.standing as standing using (quarter, agency)
inner join reference.rule as rule using (quarter)
inner join agencies using (quarter, agency)
left join sources using (quarter, agency)
left join judged using (quarter, agency, evidence)
left join fact.judgement as persons using (quarter, agency, "group", evidence)
order by variant.evidence, strata.quarter, standing.ministry, strata.agency, strata."group"
