-- One row per person with an assessment in a part that came into force or went out of it.
select distinct md5_number_lower(encode(space.id_space) || assessment.person)::ubigint as person
from read_parquet(getvariable('touched'), union_by_name = true) as assessment
inner join staging.touched_part as part
    on part.dataset = 'assessment'
    and part.submission = assessment.submission
    and part.unit = assessment.agency
    and part.period = assessment.period
inner join staging.id_space as space
    on space.agency = assessment.agency
    and space.period = assessment.period
