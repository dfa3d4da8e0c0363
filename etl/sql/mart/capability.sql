-- One row per quarter, agency, group, evidence (ALL, or TESTED: tests alone) and capability required or scored there: posts, scores, grades, persons by result (null: nobody scored). Group NOT_STATED holds spare posts, as in `mart.outcome`.
-- `over_mark` and `under_mark` count scores; posts, `judged`, `passed`, `below` and `one_step` only where the capability is required.
with

cells as (
    select
        outcome.quarter,
        outcome.ministry,
        outcome.agency,
        outcome."group",
        outcome.stage,
        outcome.evidence,
        outcome.expected,
        outcome.framework,
        outcome.population,
        outcome.headcount_source,
        outcome.estimate,
        outcome.unknown,
        outcome.unbounded,
        requirement.capability,
        requirement.required,
        case when requirement.required then outcome.posts else 0 end as posts,
        case when requirement.required then outcome.spare else 0 end as spare,
        outcome.flagged and requirement.required as flagged,
    from mart.outcome as outcome
    inner join reference.requirement as requirement
        on requirement.quarter = outcome.quarter
        and requirement."group" = outcome."group"
        and requirement.stage = outcome.stage
),

whole as (
    select
        quarter,
        ministry,
        agency,
        'NOT_STATED' as "group",
        stage,
        evidence,
        expected,
        framework,
        population,
        headcount_source,
        estimate,
        unknown,
        unbounded,
        capability,
        false as required,
        0 as posts,
        max(spare) as spare,
        false as flagged,
    from cells
    group by all
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
    cell.posts,
    cell.spare,
    cell.flagged,
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
from (from cells union all by name from whole) as cell
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
