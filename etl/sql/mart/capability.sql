-- One row per quarter, agency, group, evidence (ALL, or TESTED: tests alone) and capability: scores, grades, persons by result.
-- `over_mark` and `under_mark` count scores; `judged`, `passed`, `below` and `one_step` only where the capability is required.
select
    score.quarter,
    standing.ministry,
    score.agency,
    score."group",
    standing.stage,
    score.evidence,
    score.capability,
    score.scored,
    score.score_sum,
    score.scored - score.under as over_mark,
    score.under as under_mark,
    case when requirement.required then score.scored else 0 end as judged,
    case when requirement.required then score.scored - score.under else 0 end as passed,
    case when requirement.required then score.under else 0 end as below,
    case when requirement.required then score.one_step else 0 end as one_step,
    score.grade_a,
    score.grade_b,
    score.grade_c,
    score.paired,
    score.gap_sum,
from fact.score as score
inner join staging.standing as standing
    on standing.quarter = score.quarter
    and standing.agency = score.agency
inner join reference.requirement as requirement
    on requirement.quarter = score.quarter
    and requirement."group" = score."group"
    and requirement.stage = standing.stage
    and requirement.capability = score.capability
order by score.evidence, score.quarter, standing.ministry, score.agency, score."group", score.capability
