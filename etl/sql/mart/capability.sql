-- One row per quarter, agency, group and capability with a score in force: scores, evidence grades and persons by result.
-- Scores are counted before the stage and its requirement are looked up: once a group, not once a score.
with

scores as (
    unpivot staging.person_outcome
    on
        (score_DLit, grade_DLit) as 'DLit',
        (score_DG, grade_DG) as 'DG',
        (score_DT, grade_DT) as 'DT',
        (score_DS, grade_DS) as 'DS',
        (score_SPM, grade_SPM) as 'SPM',
        (score_DL, grade_DL) as 'DL',
        (score_DTR, grade_DTR) as 'DTR'
    into name capability value score, grade
),

counted as (
    select
        quarter,
        agency::varchar as agency,
        "group"::varchar as "group",
        capability,
        count(*) as scored,
        sum(score) as score_sum,
        count(*) filter (where score >= pass_mark) as passed,
        count(*) filter (where score < pass_mark) as below,
        count(*) filter (where score < pass_mark and below = 1 and missing = 0) as one_step,
        count(*) filter (where grade = 'A') as grade_a,
        count(*) filter (where grade = 'B') as grade_b,
        count(*) filter (where grade = 'C') as grade_c,
    from scores
    where
        score is not null
    group by quarter, scores.agency, scores."group", capability
)

select
    counted.quarter,
    standing.ministry,
    counted.agency,
    counted."group",
    standing.stage,
    counted.capability,
    counted.scored,
    counted.score_sum,
    case when requirement.required then counted.scored else 0 end as judged,
    case when requirement.required then counted.passed else 0 end as passed,
    case when requirement.required then counted.below else 0 end as below,
    case when requirement.required then counted.one_step else 0 end as one_step,
    counted.grade_a,
    counted.grade_b,
    counted.grade_c,
from counted
inner join staging.standing as standing
    on standing.quarter = counted.quarter
    and standing.agency = counted.agency
inner join reference.requirement as requirement
    on requirement."group" = counted."group"
    and requirement.stage = standing.stage
    and requirement.capability = counted.capability
order by counted.quarter, standing.ministry, counted.agency, counted."group", counted.capability
