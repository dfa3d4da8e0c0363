-- One row: the first and last quarter figures were computed for; the last stands for all later ones.
select
    min("index") as first_quarter,
    max("index") as last_quarter,
from reference.quarter
