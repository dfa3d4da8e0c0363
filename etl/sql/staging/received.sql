-- One row per submission ever received, the latest first: file, publisher, status and its accounting of rows.
with

counted as (
    select
        submission,
        string_agg(distinct dataset, ', ' order by dataset) as datasets,
        sum(rows_read)::bigint as rows_read,
        sum(accepted)::bigint as accepted,
        sum(rejected)::bigint as rejected,
        sum(ignored)::bigint as ignored,
    from meta.submission_dataset
    group by all
)

select
    submission.*,
    counted.datasets,
    coalesce(counted.rows_read, 0) as rows_read,
    coalesce(counted.accepted, 0) as accepted,
    coalesce(counted.rejected, 0) as rejected,
    coalesce(counted.ignored, 0) as ignored,
from meta.submission as submission
left join counted using (submission)
order by submission.submission
