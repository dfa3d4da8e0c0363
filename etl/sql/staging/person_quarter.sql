-- One row per quarter and person with any score in force: agency, group, and each capability's score and evidence grade.
-- In force at a quarter's end: the latest assessment up to it that has not lapsed; on the same day the better evidence,
-- then the later submission. Attendance (grade D) is no score. Agency and group are those of the person's latest row.
-- Scores are carried forward along each person's rows, so that only a person's last row in a quarter is spread over the
-- quarters until the next one: far less work than ranking every row anew for every quarter.
with

scored as (
    select
        assessment.person,
        assessment.agency,
        assessment."group",
        assessment.assessed_on,
        assessment.grade,
        assessment.submission,
        assessment.sheet,
        assessment.row_no,
        quarter."index" as quarter,
        assessment.grade <> 'D' as scores,
        assessment.score_DLit,
        assessment.score_DG,
        assessment.score_DT,
        assessment.score_DS,
        assessment.score_SPM,
        assessment.score_DL,
        assessment.score_DTR,
    from staging.assessment as assessment
    inner join reference.quarter as quarter
        on assessment.assessed_on between quarter."start" and quarter."end"
),

carried as (
    select
        person,
        agency,
        "group",
        quarter,
        lead(quarter) over history as next_quarter,
        last_value(
            case when scores and score_DLit is not null then {day: assessed_on, score: score_DLit, grade: grade} end
            ignore nulls
        ) over history as DLit,
        last_value(
            case when scores and score_DG is not null then {day: assessed_on, score: score_DG, grade: grade} end
            ignore nulls
        ) over history as DG,
        last_value(
            case when scores and score_DT is not null then {day: assessed_on, score: score_DT, grade: grade} end
            ignore nulls
        ) over history as DT,
        last_value(
            case when scores and score_DS is not null then {day: assessed_on, score: score_DS, grade: grade} end
            ignore nulls
        ) over history as DS,
        last_value(
            case when scores and score_SPM is not null then {day: assessed_on, score: score_SPM, grade: grade} end
            ignore nulls
        ) over history as SPM,
        last_value(
            case when scores and score_DL is not null then {day: assessed_on, score: score_DL, grade: grade} end
            ignore nulls
        ) over history as DL,
        last_value(
            case when scores and score_DTR is not null then {day: assessed_on, score: score_DTR, grade: grade} end
            ignore nulls
        ) over history as DTR,
    from scored
    window history as (
        partition by person
        order by assessed_on, grade desc, submission, sheet, row_no
        rows between unbounded preceding and current row
    )
),

state as (
    select
        *,
        greatest(DLit.day, DG.day, DT.day, DS.day, SPM.day, DL.day, DTR.day) as last_scored_on,
    from carried
    where next_quarter is distinct from quarter
)

select
    quarter."index" as quarter,
    state.person,
    state.agency,
    state."group",
    case when state.DLit.day > quarter.lapsed_on then state.DLit.score end as score_DLit,
    case when state.DG.day > quarter.lapsed_on then state.DG.score end as score_DG,
    case when state.DT.day > quarter.lapsed_on then state.DT.score end as score_DT,
    case when state.DS.day > quarter.lapsed_on then state.DS.score end as score_DS,
    case when state.SPM.day > quarter.lapsed_on then state.SPM.score end as score_SPM,
    case when state.DL.day > quarter.lapsed_on then state.DL.score end as score_DL,
    case when state.DTR.day > quarter.lapsed_on then state.DTR.score end as score_DTR,
    case when state.DLit.day > quarter.lapsed_on then state.DLit.grade end as grade_DLit,
    case when state.DG.day > quarter.lapsed_on then state.DG.grade end as grade_DG,
    case when state.DT.day > quarter.lapsed_on then state.DT.grade end as grade_DT,
    case when state.DS.day > quarter.lapsed_on then state.DS.grade end as grade_DS,
    case when state.SPM.day > quarter.lapsed_on then state.SPM.grade end as grade_SPM,
    case when state.DL.day > quarter.lapsed_on then state.DL.grade end as grade_DL,
    case when state.DTR.day > quarter.lapsed_on then state.DTR.grade end as grade_DTR,
from state
inner join reference.quarter as quarter
    on quarter."index" >= state.quarter
    and (state.next_quarter is null or quarter."index" < state.next_quarter)
    and quarter.lapsed_on < state.last_scored_on
order by quarter."index", agency, state.person
