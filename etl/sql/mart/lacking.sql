-- One row per quarter, agency, group and set of required capabilities persons lack (one bit each, failed or missing): persons.
select
    lacking.quarter,
    standing.ministry,
    lacking.agency,
    lacking."group",
    standing.stage,
    lacking.lacking,
    lacking.below,
    lacking.persons,
from fact.lacking as lacking
inner join staging.standing as standing using (quarter, agency)
order by lacking.quarter, standing.ministry, lacking.agency, lacking."group", lacking.lacking, lacking.below
