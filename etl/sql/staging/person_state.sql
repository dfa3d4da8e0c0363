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
        max(score_{capability}) as score_{capability},
    from staging.assessment
    where counted
    group by person, assessed_on, grade
    having count(*) > 1
),

scored as (
    select
        assessment.* exclude (period, leaves, counted, {each: score_{capability}}),
        coalesce(ties.score_{capability}, assessment.score_{capability}) as score_{capability},
        quarter."index" as quarter,
        leaving."index" as leaves,
        kinds.* exclude (person),
        case when kinds.tested and not kinds.otherwise then 'BOTH' else 'ANY' end::evidence_code as evidence,
    from staging.assessment as assessment
    inner join reference.quarter as quarter
        on assessment.assessed_on between quarter."start" and quarter."end"
    inner join kinds using (person)
    left join reference.quarter as leaving
        on leaving.period = assessment.leaves
    left join ties using (person, assessed_on, grade)
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
        last_value(case when counts and score_{capability} is not null then {day: assessed_on, score: score_{capability}, grade: grade} end ignore nulls) over history as {capability},
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
    {capability}.score as score_{capability},
    {capability}.grade as grade_{capability},
    {capability}.day as day_{capability},
from carried
where coalesce(until, 2147483647) > since
    and coalesce({each: {capability}.day}) is not null
union all
select
    person,
    evidence,
    quarter as since,
    leaves as until,
    agency,
    "group",
    score_{capability},
    case when score_{capability} is not null then grade end as grade_{capability},
    case when score_{capability} is not null then assessed_on end as day_{capability},
from scored
where assessments = 1
    and coalesce(leaves, 2147483647) > quarter
    and grade <> 'D'
    and coalesce({each: score_{capability}}) is not null
order by agency, person, since
