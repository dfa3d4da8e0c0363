-- One row per number of cells closed at which somebody becomes ready: persons ready then and not now, everybody taken in so far.
-- `$places` ranks the cells ($agencies, $groups, $bits: one bit a capability); whoever lacks only capabilities of ranked cells is ready
-- when the last of them is closed. Persons are counted in full steps of `$step` per agency, group and outcome of today.
with

bits as (
    select
        unnest($agencies::varchar[]) as agency,
        unnest($groups::varchar[]) as "group",
        unnest($bits::integer[]) as bit,
        unnest($places::integer[]) as place,
),

becoming as (
    select
        lacking.agency,
        lacking."group",
        lacking.below > 0 as judged,
        max(bits.place) as closed,
        any_value(lacking.persons) as persons,
    from mart.lacking as lacking
    inner join bits
        on bits.agency = lacking.agency
        and bits."group" = lacking."group"
        and bits.bit & lacking.lacking > 0
    where lacking.quarter = $quarter
    group by lacking.agency, lacking."group", lacking.lacking, lacking.below
    having bit_or(bits.bit) & lacking.lacking = lacking.lacking
),

summed as (
    select
        agency,
        "group",
        judged,
        closed,
        sum(sum(persons)) over (partition by agency, "group", judged order by closed) as persons,
    from becoming
    group by agency, "group", judged, closed
),

told as (
    select
        agency,
        "group",
        judged,
        closed,
        persons - persons % nullif($step, 0) as persons,
    from summed
),

added as (
    select
        closed,
        persons - coalesce(lag(persons) over (partition by agency, "group", judged order by closed), 0) as persons,
    from told
)

select
    closed,
    sum(sum(persons)) over (order by closed)::bigint as persons,
from added
group by closed
order by closed
