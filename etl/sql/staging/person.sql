-- One row per person ever assessed: the keyed pseudonym and the number that stands for it in this database.
-- Numbered over all stored rows in the order of pseudonyms, so that the order of loading changes no number.
select
    person as pseudonym,
    row_number() over (order by person)::integer as number,
from (select distinct person from read_parquet(getvariable('assessment'), union_by_name = true))
