-- One row per person, kind of evidence and quarter somebody assessed them in: what was known of them from then until the next: agency, group, and each capability's latest score, its day and grade.
-- On the same day the better evidence is the latest, then the higher score. Attendance (grade D) is no score. Agency and
-- group are those of the person's latest row. Who left force with the first return in another id space is known until
-- then. Evidence: BOTH holds for persons never scored but by a test, ANY for
-- everybody else; who was scored by a test and otherwise has rows TESTED (tests alone) and SELF (self-assessments alone)
-- besides. Scores are carried forward along each person's rows: far less work than ranking every row anew for every
-- quarter, and none for who was assessed once. Whether they are still in force is asked of their days, so that another
-- validity can be tried.
with

kinds as (
    select
        person,
        count(*) as assessments,
        bool_or(grade = 'A') as tested,
        bool_or(grade in ('B', 'C')) as otherwise,
        bool_or(grade = 'C') as self_assessed,
    from staging.assessment
    where counted
    group by person
),

ties as (
    select
        person,
        assessed_on,
        grade,
        max(score_DLit) as score_DLit,
        max(score_DG) as score_DG,
        max(score_DT) as score_DT,
        max(score_DS) as score_DS,
        max(score_SPM) as score_SPM,
        max(score_DL) as score_DL,
        max(score_DTR) as score_DTR,
    from staging.assessment
    where counted
    group by person, assessed_on, grade
    having count(*) > 1
),

scored as (
    select
        assessment.* exclude (period, leaves, counted, score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR),
        coalesce(ties.score_DLit, assessment.score_DLit) as score_DLit,
        coalesce(ties.score_DG, assessment.score_DG) as score_DG,
        coalesce(ties.score_DT, assessment.score_DT) as score_DT,
        coalesce(ties.score_DS, assessment.score_DS) as score_DS,
        coalesce(ties.score_SPM, assessment.score_SPM) as score_SPM,
        coalesce(ties.score_DL, assessment.score_DL) as score_DL,
        coalesce(ties.score_DTR, assessment.score_DTR) as score_DTR,
        quarter."index" as quarter,
        leaving."index" as leaves,
        kinds.* exclude (person),
        case when kinds.tested and not kinds.otherwise then 'BOTH' else 'ANY' end::evidence_code as evidence,
    from staging.assessment as assessment
    inner join reference.quarter as quarter
        on assessment.assessed_on between quarter."start" and quarter."end"
    inner join kinds
        on kinds.person = assessment.person
    left join reference.quarter as leaving
        on leaving.period = assessment.leaves
    left join ties
        on ties.person = assessment.person
        and ties.assessed_on = assessment.assessed_on
        and ties.grade = assessment.grade
    where assessment.counted
),

histories as (
    select grade <> 'D' as counts, * from scored where assessments > 1
    union all by name
    select grade = 'A' as counts, * replace ('TESTED'::evidence_code as evidence) from scored where tested and otherwise
    union all by name
    select grade = 'C' as counts, * replace ('SELF'::evidence_code as evidence) from scored where tested and self_assessed
),

carried as (
    select
        person,
        evidence,
        quarter as since,
        least(lead(quarter) over history, leaves) as until,
        agency,
        "group",
        last_value(
            case when counts and score_DLit is not null then {day: assessed_on, score: score_DLit, grade: grade} end
            ignore nulls
        ) over history as DLit,
        last_value(
            case when counts and score_DG is not null then {day: assessed_on, score: score_DG, grade: grade} end
            ignore nulls
        ) over history as DG,
        last_value(
            case when counts and score_DT is not null then {day: assessed_on, score: score_DT, grade: grade} end
            ignore nulls
        ) over history as DT,
        last_value(
            case when counts and score_DS is not null then {day: assessed_on, score: score_DS, grade: grade} end
            ignore nulls
        ) over history as DS,
        last_value(
            case when counts and score_SPM is not null then {day: assessed_on, score: score_SPM, grade: grade} end
            ignore nulls
        ) over history as SPM,
        last_value(
            case when counts and score_DL is not null then {day: assessed_on, score: score_DL, grade: grade} end
            ignore nulls
        ) over history as DL,
        last_value(
            case when counts and score_DTR is not null then {day: assessed_on, score: score_DTR, grade: grade} end
            ignore nulls
        ) over history as DTR,
    from histories
    window history as (
        partition by person, evidence
        order by assessed_on, grade desc, submission, sheet, row_no
        rows between unbounded preceding and current row
    )
)

select
    person,
    evidence,
    since,
    until,
    agency,
    "group",
    DLit.score as score_DLit,
    DG.score as score_DG,
    DT.score as score_DT,
    DS.score as score_DS,
    SPM.score as score_SPM,
    DL.score as score_DL,
    DTR.score as score_DTR,
    DLit.grade as grade_DLit,
    DG.grade as grade_DG,
    DT.grade as grade_DT,
    DS.grade as grade_DS,
    SPM.grade as grade_SPM,
    DL.grade as grade_DL,
    DTR.grade as grade_DTR,
    DLit.day as day_DLit,
    DG.day as day_DG,
    DT.day as day_DT,
    DS.day as day_DS,
    SPM.day as day_SPM,
    DL.day as day_DL,
    DTR.day as day_DTR,
from carried
where coalesce(until, 2147483647) > since
    and coalesce(DLit.day, DG.day, DT.day, DS.day, SPM.day, DL.day, DTR.day) is not null
union all
select
    person,
    evidence,
    quarter as since,
    leaves as until,
    agency,
    "group",
    score_DLit,
    score_DG,
    score_DT,
    score_DS,
    score_SPM,
    score_DL,
    score_DTR,
    case when score_DLit is not null then grade end as grade_DLit,
    case when score_DG is not null then grade end as grade_DG,
    case when score_DT is not null then grade end as grade_DT,
    case when score_DS is not null then grade end as grade_DS,
    case when score_SPM is not null then grade end as grade_SPM,
    case when score_DL is not null then grade end as grade_DL,
    case when score_DTR is not null then grade end as grade_DTR,
    case when score_DLit is not null then assessed_on end as day_DLit,
    case when score_DG is not null then assessed_on end as day_DG,
    case when score_DT is not null then assessed_on end as day_DT,
    case when score_DS is not null then assessed_on end as day_DS,
    case when score_SPM is not null then assessed_on end as day_SPM,
    case when score_DL is not null then assessed_on end as day_DL,
    case when score_DTR is not null then assessed_on end as day_DTR,
from scored
where assessments = 1
    and coalesce(leaves, 2147483647) > quarter
    and grade <> 'D'
    and coalesce(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) is not null
order by agency, person, since
