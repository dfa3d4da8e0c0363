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
        count(score_DLit) as scored_DLit,
        sum(score_DLit) as sum_DLit,
        count(*) filter (where under & 1 > 0) as under_DLit,
        count(*) filter (where below = 1 and missing = 0) as step_DLit,
        count(*) filter (where grade_DLit = 'A') as a_DLit,
        count(*) filter (where grade_DLit = 'B') as b_DLit,
        count(*) filter (where grade_DLit = 'C') as c_DLit,
        count(score_DG) as scored_DG,
        sum(score_DG) as sum_DG,
        count(*) filter (where under & 2 > 0) as under_DG,
        count(*) filter (where below = 2 and missing = 0) as step_DG,
        count(*) filter (where grade_DG = 'A') as a_DG,
        count(*) filter (where grade_DG = 'B') as b_DG,
        count(*) filter (where grade_DG = 'C') as c_DG,
        count(score_DT) as scored_DT,
        sum(score_DT) as sum_DT,
        count(*) filter (where under & 4 > 0) as under_DT,
        count(*) filter (where below = 4 and missing = 0) as step_DT,
        count(*) filter (where grade_DT = 'A') as a_DT,
        count(*) filter (where grade_DT = 'B') as b_DT,
        count(*) filter (where grade_DT = 'C') as c_DT,
        count(score_DS) as scored_DS,
        sum(score_DS) as sum_DS,
        count(*) filter (where under & 8 > 0) as under_DS,
        count(*) filter (where below = 8 and missing = 0) as step_DS,
        count(*) filter (where grade_DS = 'A') as a_DS,
        count(*) filter (where grade_DS = 'B') as b_DS,
        count(*) filter (where grade_DS = 'C') as c_DS,
        count(score_SPM) as scored_SPM,
        sum(score_SPM) as sum_SPM,
        count(*) filter (where under & 16 > 0) as under_SPM,
        count(*) filter (where below = 16 and missing = 0) as step_SPM,
        count(*) filter (where grade_SPM = 'A') as a_SPM,
        count(*) filter (where grade_SPM = 'B') as b_SPM,
        count(*) filter (where grade_SPM = 'C') as c_SPM,
        count(score_DL) as scored_DL,
        sum(score_DL) as sum_DL,
        count(*) filter (where under & 32 > 0) as under_DL,
        count(*) filter (where below = 32 and missing = 0) as step_DL,
        count(*) filter (where grade_DL = 'A') as a_DL,
        count(*) filter (where grade_DL = 'B') as b_DL,
        count(*) filter (where grade_DL = 'C') as c_DL,
        count(score_DTR) as scored_DTR,
        sum(score_DTR) as sum_DTR,
        count(*) filter (where under & 64 > 0) as under_DTR,
        count(*) filter (where below = 64 and missing = 0) as step_DTR,
        count(*) filter (where grade_DTR = 'A') as a_DTR,
        count(*) filter (where grade_DTR = 'B') as b_DTR,
        count(*) filter (where grade_DTR = 'C') as c_DTR,
    from staging.person_outcome
    group by quarter, agency, "group", evidence
),

scores as (
    unpivot counted
    on
        (scored_DLit, sum_DLit, under_DLit, step_DLit, a_DLit, b_DLit, c_DLit) as 'DLit',
        (scored_DG, sum_DG, under_DG, step_DG, a_DG, b_DG, c_DG) as 'DG',
        (scored_DT, sum_DT, under_DT, step_DT, a_DT, b_DT, c_DT) as 'DT',
        (scored_DS, sum_DS, under_DS, step_DS, a_DS, b_DS, c_DS) as 'DS',
        (scored_SPM, sum_SPM, under_SPM, step_SPM, a_SPM, b_SPM, c_SPM) as 'SPM',
        (scored_DL, sum_DL, under_DL, step_DL, a_DL, b_DL, c_DL) as 'DL',
        (scored_DTR, sum_DTR, under_DTR, step_DTR, a_DTR, b_DTR, c_DTR) as 'DTR'
    into name capability value scored, score_sum, under, one_step, grade_a, grade_b, grade_c
),

compared as (
    select
        quarter,
        agency,
        "group",
        count(gap_DLit) as paired_DLit,
        sum(gap_DLit) as gap_DLit,
        count(gap_DG) as paired_DG,
        sum(gap_DG) as gap_DG,
        count(gap_DT) as paired_DT,
        sum(gap_DT) as gap_DT,
        count(gap_DS) as paired_DS,
        sum(gap_DS) as gap_DS,
        count(gap_SPM) as paired_SPM,
        sum(gap_SPM) as gap_SPM,
        count(gap_DL) as paired_DL,
        sum(gap_DL) as gap_DL,
        count(gap_DTR) as paired_DTR,
        sum(gap_DTR) as gap_DTR,
    from staging.self_tested
    group by quarter, agency, "group"
),

gaps as (
    unpivot compared
    on
        (paired_DLit, gap_DLit) as 'DLit',
        (paired_DG, gap_DG) as 'DG',
        (paired_DT, gap_DT) as 'DT',
        (paired_DS, gap_DS) as 'DS',
        (paired_SPM, gap_SPM) as 'SPM',
        (paired_DL, gap_DL) as 'DL',
        (paired_DTR, gap_DTR) as 'DTR'
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
left join (select *, 'ALL' as evidence from gaps) as gaps
    on gaps.quarter = read.quarter
    and gaps.agency = read.agency
    and gaps."group" = read."group"
    and gaps.evidence = read.evidence
    and gaps.capability = read.capability
