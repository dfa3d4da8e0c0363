-- One row per quarter, agency, group, evidence (ALL, or TESTED: tests alone) and capability required or scored there: posts, scores, grades, persons by result (null: nobody scored). Group NOT_STATED holds spare posts, as in `mart.outcome`.
-- `over_mark` and `under_mark` count scores; posts, `judged`, `passed`, `below` and `one_step` only where the capability is required.
with

cells as (
    select
        outcome.*,
        capability.code as capability,
        coalesce(requirement.required, false) as required,
        bool_or(coalesce(requirement.required, false) and outcome.of_rest) over (
            partition by outcome.quarter, outcome.agency, outcome.evidence, capability.code
        ) as required_of_rest,
    from mart.outcome as outcome
    cross join reference.capability as capability
    left join reference.requirement as requirement
        on requirement.quarter = outcome.quarter
        and requirement."group" = outcome."group"
        and requirement.stage = outcome.stage
        and requirement.capability = capability.code
)

select
    cell.quarter,
    cell.ministry,
    cell.agency,
    cell."group",
    cell.stage,
    cell.evidence,
    cell.expected,
    cell.framework,
    cell.population,
    cell.capability,
    case when cell.required then cell.posts else 0 end as posts,
    case
        when cell.required or (cell."group" = 'NOT_STATED' and cell.required_of_rest) then cell.spare
        else 0
    end as spare,
    cell.flagged and cell.required as flagged,
    cell.headcount_source,
    cell.estimate,
    cell.unknown,
    cell.unbounded,
    score.scored,
    score.score_sum,
    score.scored - score.under as over_mark,
    score.under as under_mark,
    case when cell.required then score.scored when score.scored is not null then 0 end as judged,
    case when cell.required then score.scored - score.under when score.scored is not null then 0 end as passed,
    case when cell.required then score.under when score.scored is not null then 0 end as below,
    case when cell.required then score.one_step when score.scored is not null then 0 end as one_step,
    score.grade_a,
    score.grade_b,
    score.grade_c,
    score.paired,
    score.gap_sum,
from cells as cell
left join fact.score as score
    on score.quarter = cell.quarter
    and score.agency = cell.agency
    and score."group" = cell."group"
    and score.evidence = cell.evidence
    and score.capability = cell.capability
where
    score.scored is not null
    or cell.required
    or cell."group" = 'NOT_STATED'
order by cell.evidence, cell.quarter, cell.ministry, cell.agency, cell."group", cell.capability
