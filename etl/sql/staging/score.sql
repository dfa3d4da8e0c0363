-- One row per quarter, agency, group, evidence and capability with a score in force: scores, their grades, persons below the mark.
-- Counted a group at a time before anything is looked up, all capabilities in one pass over the persons. `paired` and
-- `gap_sum` are of persons with both a self-assessment and a test in force, near each other in time: self minus tested.
with

counted as (
    select
        quarter,
        agency,
        "group",
        evidence,
        count(score_{capability}) as scored_{capability},
        sum(score_{capability}) as sum_{capability},
        count(*) filter (where under & {bit} > 0) as under_{capability},
        count(*) filter (where below = {bit} and missing = 0) as step_{capability},
        count(*) filter (where grade_{capability} = 'A') as a_{capability},
        count(*) filter (where grade_{capability} = 'B') as b_{capability},
        count(*) filter (where grade_{capability} = 'C') as c_{capability},
    from staging.person_outcome
    group by quarter, agency, "group", evidence
),

scores as (
    unpivot counted
    on
        (scored_{capability}, sum_{capability}, under_{capability}, step_{capability}, a_{capability}, b_{capability}, c_{capability}) as '{capability}',
    into name capability value scored, score_sum, under, one_step, grade_a, grade_b, grade_c
),

compared as (
    select
        quarter,
        agency,
        "group",
        count(gap_{capability}) as paired_{capability},
        sum(gap_{capability}) as gap_{capability},
    from staging.self_tested
    group by quarter, agency, "group"
),

gaps as (
    unpivot compared
    on
        (paired_{capability}, gap_{capability}) as '{capability}',
    into name capability value paired, gap_sum
),

read as (
    select
        scores.quarter,
        scores.agency,
        scores."group",
        kind.evidence,
        scores.capability,
        sum(scores.scored)::bigint as scored,
        sum(scores.score_sum) as score_sum,
        sum(scores.under)::bigint as under,
        sum(scores.one_step)::bigint as one_step,
        sum(scores.grade_a)::bigint as grade_a,
        sum(scores.grade_b)::bigint as grade_b,
        sum(scores.grade_c)::bigint as grade_c,
    from scores
    inner join reference.evidence as kind
        on kind.kind = scores.evidence
    where
        scores.scored > 0
    group by scores.quarter, scores.agency, scores."group", kind.evidence, scores.capability
)

select
    read.* replace (read.agency::varchar as agency, read."group"::varchar as "group"),
    gaps.paired,
    gaps.gap_sum,
from read
left join (select *, 'ALL' as evidence from gaps) as gaps using (quarter, agency, "group", evidence, capability)
