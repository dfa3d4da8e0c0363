-- One row per agency, group and set of capabilities persons lack at a quarter (one bit each, failed or missing): persons.
select
    agency,
    "group",
    lacking,
    below,
    persons,
from mart.lacking
where quarter = $quarter
order by agency, "group", lacking, below
