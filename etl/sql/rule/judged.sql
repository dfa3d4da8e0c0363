-- One row per combination of the other columns of `persons` (see reference.required_of): persons by outcome. The one place that says who is ready.
create macro reference.judged(persons) as table
select
    * exclude (required, below, missing, high),
    count(*) as seen,
    count(*) filter (where required > 0 and below = 0 and missing = 0) as ready,
    count(*) filter (where below > 0) as not_ready,
    count(*) filter (where required > 0 and below = 0 and missing > 0) as incomplete,
    count(*) filter (where required = 0) as no_requirement,
    count(*) filter (where required > 0 and high = required) as high,
    count(*) filter (where high | missing <> required) as under_high,
from query_table(persons)
group by all
