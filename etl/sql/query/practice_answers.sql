-- One row per agency expected at a quarter and practice asked for: its answer in force (null: not answered).
select
    ministry,
    agency,
    stage,
    practice,
    status,
from mart.practice
where
    quarter = $quarter
    and expected
    and (
        $units is null
        or ministry in (select unnest($units))
        or agency in (select unnest($units))
    )
order by agency, practice
