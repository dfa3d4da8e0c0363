-- One row per fiscal year and agency whose reports are expected in it.
-- Sources give years only: in the year of a change the successor is expected, both names are accepted.
select
    year.fiscal_year::integer as fiscal_year,
    agency.ministry,
    agency.code as agency,
from range(2540, 2640) as year(fiscal_year)
inner join reference.agency as agency
    on agency.scope = 'civil'
    and year.fiscal_year >= coalesce(agency.valid_from_be, 0)
    and year.fiscal_year < coalesce(agency.valid_to_be, 9999)
order by year.fiscal_year, agency.ministry, agency.code
