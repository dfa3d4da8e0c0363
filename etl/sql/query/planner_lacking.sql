-- One row per agency, group and set of capabilities persons of some agencies lack at a quarter (one bit each, failed or missing): persons.
select
    agency,
    "group",
    lacking,
    below,
    persons,
from mart.lacking
where
    quarter = $quarter
    and agency in (select unnest($agencies::varchar[]))
order by agency, "group", lacking, below
