-- One row per quarter, person and kind of evidence with any score in force: agency, group, and each capability's score and grade.
select
    quarter."index" as quarter,
    state.person,
    state.evidence,
    state.agency,
    state."group",
    case when state.day_DLit > quarter.lapsed_on then state.score_DLit end as score_DLit,
    case when state.day_DG > quarter.lapsed_on then state.score_DG end as score_DG,
    case when state.day_DT > quarter.lapsed_on then state.score_DT end as score_DT,
    case when state.day_DS > quarter.lapsed_on then state.score_DS end as score_DS,
    case when state.day_SPM > quarter.lapsed_on then state.score_SPM end as score_SPM,
    case when state.day_DL > quarter.lapsed_on then state.score_DL end as score_DL,
    case when state.day_DTR > quarter.lapsed_on then state.score_DTR end as score_DTR,
    case when state.day_DLit > quarter.lapsed_on then state.grade_DLit end as grade_DLit,
    case when state.day_DG > quarter.lapsed_on then state.grade_DG end as grade_DG,
    case when state.day_DT > quarter.lapsed_on then state.grade_DT end as grade_DT,
    case when state.day_DS > quarter.lapsed_on then state.grade_DS end as grade_DS,
    case when state.day_SPM > quarter.lapsed_on then state.grade_SPM end as grade_SPM,
    case when state.day_DL > quarter.lapsed_on then state.grade_DL end as grade_DL,
    case when state.day_DTR > quarter.lapsed_on then state.grade_DTR end as grade_DTR,
    state.day_DLit,
    state.day_DG,
    state.day_DT,
    state.day_DS,
    state.day_SPM,
    state.day_DL,
    state.day_DTR,
from fact.person_state as state
inner join reference.quarter as quarter
    on quarter."index" >= state.since
    and quarter."index" < coalesce(state.until, 2147483647)
    and quarter.lapsed_on < greatest(state.day_DLit, state.day_DG, state.day_DT, state.day_DS, state.day_SPM, state.day_DL, state.day_DTR)
