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
    and ($units is null or list_has_any([ministry, agency], $units))
order by agency, practice
