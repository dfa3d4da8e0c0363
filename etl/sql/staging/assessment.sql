-- One row per person, date, method, agency and group assessed, in force: seven scores normalised to 0-100.
select
    person.number as person,
    assessment.agency::agency_code as agency,
    assessment."group"::group_code as "group",
    assessment.period,
    assessment.assessed_on,
    assessment.grade::grade_code as grade,
    assessment.score_DLit,
    assessment.score_DG,
    assessment.score_DT,
    assessment.score_DS,
    assessment.score_SPM,
    assessment.score_DL,
    assessment.score_DTR,
    assessment.sheet,
    assessment.row_no,
    assessment.submission,
from read_parquet(getvariable('assessment'), union_by_name = true) as assessment
inner join meta.accounting as part
    on part.dataset = 'assessment'
    and part.submission = assessment.submission
    and part.unit = assessment.agency
    and part.period = assessment.period
    and part.in_force
inner join staging.person as person
    on person.pseudonym = assessment.person
