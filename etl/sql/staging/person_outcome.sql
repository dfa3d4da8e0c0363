-- One row per quarter, person (unnamed) and kind of evidence with a score in force: which capabilities are required, failed, missing and high, one bit each.
-- The bits are in the order of the capabilities: DLit 1, DG 2, DT 4, DS 8, SPM 16, DL 32, DTR 64.
with

marked as (
    select
        person.quarter,
        person.evidence,
        person.agency,
        person."group",
        person.score_DLit,
        person.score_DG,
        person.score_DT,
        person.score_DS,
        person.score_SPM,
        person.score_DL,
        person.score_DTR,
        person.grade_DLit,
        person.grade_DG,
        person.grade_DT,
        person.grade_DS,
        person.grade_SPM,
        person.grade_DL,
        person.grade_DTR,
        (score_DLit is null)::utinyint
        + (score_DG is null)::utinyint * 2
        + (score_DT is null)::utinyint * 4
        + (score_DS is null)::utinyint * 8
        + (score_SPM is null)::utinyint * 16
        + (score_DL is null)::utinyint * 32
        + (score_DTR is null)::utinyint * 64 as absent,
        (coalesce(score_DLit < rule.pass_mark, false))::utinyint
        + (coalesce(score_DG < rule.pass_mark, false))::utinyint * 2
        + (coalesce(score_DT < rule.pass_mark, false))::utinyint * 4
        + (coalesce(score_DS < rule.pass_mark, false))::utinyint * 8
        + (coalesce(score_SPM < rule.pass_mark, false))::utinyint * 16
        + (coalesce(score_DL < rule.pass_mark, false))::utinyint * 32
        + (coalesce(score_DTR < rule.pass_mark, false))::utinyint * 64 as under,
        (coalesce(score_DLit >= rule.high_mark, false))::utinyint
        + (coalesce(score_DG >= rule.high_mark, false))::utinyint * 2
        + (coalesce(score_DT >= rule.high_mark, false))::utinyint * 4
        + (coalesce(score_DS >= rule.high_mark, false))::utinyint * 8
        + (coalesce(score_SPM >= rule.high_mark, false))::utinyint * 16
        + (coalesce(score_DL >= rule.high_mark, false))::utinyint * 32
        + (coalesce(score_DTR >= rule.high_mark, false))::utinyint * 64 as top,
    from staging.person_fact as person
    inner join reference.rule as rule
        on rule.quarter = person.quarter
    where
        person.evidence <> 'SELF'
)

select
    marked.* exclude (absent, top),
    required.bits as required,
    required.bits & marked.under as below,
    required.bits & marked.absent as missing,
    required.bits & marked.top as high,
from marked
inner join staging.standing as standing
    on standing.quarter = marked.quarter
    and standing.agency = marked.agency
inner join reference.required as required
    on required."group" = marked."group"
    and required.stage = standing.stage
