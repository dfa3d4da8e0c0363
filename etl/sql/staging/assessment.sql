-- One row per person, date, method, agency and group assessed, in force: seven scores normalised to 0-100.
-- The person is a number made of the id space and the keyed pseudonym of the id: the same in every snapshot, whatever
-- else was loaded, and of no use without the stored submissions. The same id in two spaces is two persons; two of a
-- million persons share a number with a chance of 1 to 37 million. Rows of a population or framework that is not counted
-- are stored and enter no figure.
select
    md5_number_lower(encode(space.id_space) || assessment.person)::ubigint as person,
    assessment.agency::agency_code as agency,
    assessment."group"::group_code as "group",
    assessment.period,
    space.leaves,
    assessment.assessed_on,
    assessment.grade::grade_code as grade,
    coalesce(population.counted, true) and coalesce(framework.counted, true) as counted,
    assessment.score_{capability},
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
inner join staging.id_space as space
    on space.agency = assessment.agency
    and space.period = assessment.period
left join reference.population as population
    on population.code = assessment.population
left join reference.framework as framework
    on framework.code = assessment.framework
where
    getvariable('everybody')
    or md5_number_lower(encode(space.id_space) || assessment.person)::ubigint in (
        select person from staging.touched_person
    )
