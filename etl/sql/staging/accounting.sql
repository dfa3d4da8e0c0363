-- One row per counting submission, dataset, agency (or ministry) and period it has rows for.
-- A later submission for the same dataset, agency and period replaces the earlier one; what an agency sent itself
-- outranks what others published about it, whichever came first; headcounts of both count, each as its own source.
select
    part.submission,
    part.publisher,
    part.dataset,
    part.unit,
    part.period,
    part."rows",
    lead(part.submission) over replacing is null as in_force,
    lead(part.submission) over replacing as superseded_by,
from part
window replacing as (
    partition by part.dataset, part.unit, part.period, part.dataset = 'headcount' and part.publisher = 'agency'
    order by part.publisher = 'agency', part.submission
)
order by part.dataset, part.unit, part.period, part.submission
