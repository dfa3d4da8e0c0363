-- One row per fiscal year, agency, source and purpose: baht (null: not stated, or not applicable: a request in a phase without requests), its phase, and whether the source fits the phase.
select
    budget.fiscal_year,
    agency.ministry,
    budget.agency,
    budget.source,
    coalesce(budget.purpose, 'NOT_STATED') as purpose,
    phase.id as phase,
    coalesce(phase.source <> budget.source, false) as misfit,
    sum(budget.requested) filter (where phase.requests is distinct from false) as requested,
    sum(budget.allocated) as allocated,
    sum(budget.disbursed) as disbursed,
from accepted.budget as budget
inner join reference.agency as agency
    on agency.code = budget.agency
left join reference.phase as phase
    on budget.fiscal_year between phase.first_year and phase.last_year
group by all
order by all
