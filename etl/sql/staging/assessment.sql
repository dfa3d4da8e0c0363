-- One row per person, date, method, agency and group assessed, in force: seven scores normalised to 0-100.
-- The person is a number made of the keyed pseudonym: the same in every snapshot, whatever else was loaded, and of
-- no use without the stored submissions. Two of a million persons share one with a chance of 1 to 37 million.
select
    md5_number_lower(assessment.person)::ubigint as person,
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
where
    getvariable('everybody')
    or md5_number_lower(assessment.person)::ubigint in (select person from staging.touched_person)
