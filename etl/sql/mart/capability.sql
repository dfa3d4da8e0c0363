-- One row per quarter, agency, group and capability with a score in force: scores, evidence grades and persons by result.
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
)

select
    scores.quarter,
    scores.ministry,
    scores.agency::varchar as agency,
    scores."group"::varchar as "group",
    scores.stage,
    scores.capability,
    count(*) as scored,
    sum(scores.score) as score_sum,
    count(*) filter (where requirement.required) as judged,
    count(*) filter (where requirement.required and scores.score >= scores.pass_mark) as passed,
    count(*) filter (where requirement.required and scores.score < scores.pass_mark) as below,
    count(*) filter (
        where requirement.required and scores.score < scores.pass_mark and scores.below = 1 and scores.missing = 0
    ) as one_step,
    count(*) filter (where scores.grade = 'A') as grade_a,
    count(*) filter (where scores.grade = 'B') as grade_b,
    count(*) filter (where scores.grade = 'C') as grade_c,
from scores
inner join reference.requirement as requirement
    on requirement."group" = scores."group"
    and requirement.stage = scores.stage
    and requirement.capability = scores.capability
where
    scores.score is not null
group by all
order by scores.quarter, scores.ministry, agency, "group", scores.capability
