-- One row per address in a sent file that two assessments claim: their order, and so a tie between them, would be chance.
select
    submission,
    sheet,
    row_no,
    count(*) as assessments,
from staging.assessment
group by submission, sheet, row_no, person
having count(*) > 1
