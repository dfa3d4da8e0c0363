-- One row per quarter, agency, group and set of required capabilities persons lack (failed or missing, one bit each): persons.
-- `below` holds the bits of those failed; where it is zero the persons are incomplete, else not ready.
select
    quarter,
    agency::varchar as agency,
    "group"::varchar as "group",
    below | missing as lacking,
    below,
    count(*) as persons,
from staging.person_outcome
where
    evidence in ('ANY', 'BOTH')
    and below | missing > 0
group by quarter, agency, "group", below | missing, below
