"""What measures share on headcounts: H, if it is known, what it rests on; names in braces in measures.toml.

    {posts}        H: the posts of all bodies, more where more persons were seen; null where unknown
    {headcount}    H for a count that adds up over groups: posts of no single group are of NOT_STATED alone
    {flag}         why a range is none, or no more than an estimate
    {estimate}     the same of what has a range though a headcount is unknown
    {numerator}    the measure's own numerator, and {denominator} its denominator

The rows of `outcome` and `capability` are of a group, and `spare` posts of an agency are the same in each of
its groups: in a sum of several they count once. The rows of `agency` hold whole bodies.
"""

from collections.abc import Callable
from typing import Final

Rule = Callable[[str], str]
"""The SQL of a rule of measuring's value at a row's period."""

UNKNOWN: Final = "headcount_incomplete"
ESTIMATE: Final = "register_estimate"
EXCEEDED: Final = "seen_exceeds_headcount"

_OF_AGENCY: Final = "\"group\" = 'NOT_STATED'"


def once(groups: bool) -> str:
    """Return the SQL of the one row of an agency that counts for it, among those of all or some groups."""
    if not groups:
        return _OF_AGENCY
    return 'row_number() over (of_agency order by spare desc, "group") = 1'


WEIGHT: Final = """
    case
        when of_rest then
            (sum(posts) filter (where of_rest) over of_agency + spare)
            * (ready + not_ready) / nullif(sum(ready + not_ready) filter (where of_rest) over of_agency, 0)
        else posts
    end
"""
"""The posts a group stands for in a weighted share: of those of no single group, which are one stratum, its
part of the judged there."""
_REGISTER: Final = "like 'register%'"
_SOURCES: Final = {"own": "= 'own'", "register": _REGISTER, "succession": "= 'succession'"}

WINDOW: Final = "window of_agency as (partition by period, evidence, agency)"


def sums(mart: str, *, by_group: bool) -> dict[str, str]:
    """Return by name the aggregates `parts` rests on, over rows of a mart that are split by group or not."""

    def whole(counted: Callable[[str], str], rows: str) -> str:
        """Return what is counted in each row of a single group, in one row of each agency otherwise."""
        single = f"once and {rows}" if rows else "once"
        return (
            f'case when grouping("group") = 0 then {counted(rows)} else {counted(single)} end'
            if by_group
            else counted(single)
        )

    def posts(rows: str) -> str:
        spare = "" if of_bodies else f" + {whole(lambda of: _sum('spare', of), rows)}"
        return _sum("posts", rows) + spare

    def bodies(rows: str) -> str:
        return _count(rows) if of_bodies else whole(_count, rows)

    of_bodies = mart == "agency"
    spare = "" if of_bodies else f" + {_sum('spare', _OF_AGENCY)}"
    return {
        "all_posts": posts(""),
        "estimated_posts": posts("estimate"),
        "flagged": _sum("flagged_posts") if of_bodies else _sum("posts", "flagged"),
        "posts_of_groups": _sum("posts") + spare,
        **{f"posts_{name}": posts(f"headcount_source {like}") for name, like in _SOURCES.items()},
        "nearest_register": f"arg_max(headcount_source, {'posts' if of_bodies else 'posts + spare'})"
        f"{_only(f'headcount_source {_REGISTER}')}",
        "bodies": bodies(""),
        "unknown_bodies": bodies("unknown"),
        "any_unknown": "coalesce(bool_or(unknown), true)",
        "any_unbounded": "coalesce(bool_or(unbounded), true)",
    }


def parts(rule: Rule) -> dict[str, str]:
    """Return the SQL of each name in braces and of `source`, over `sums`."""
    incomplete = f"(any_unbounded or unknown_bodies > {rule('unknown_bodies')} * bodies)"
    estimate = (
        f"when estimated_posts > {rule('register_share')} * all_posts then '{ESTIMATE}'"
        f" when flagged > {rule('flagged_share')} * all_posts then '{EXCEEDED}'"
    )
    return {
        "posts": f"case when not {incomplete} then nullif(all_posts, 0) end",
        "headcount": f"case when not {incomplete} then posts_of_groups end",
        "flag": f"case when {incomplete} then '{UNKNOWN}' {estimate} end",
        "estimate": f"case {estimate} end",
        "source": """
            case
                when any_unknown then 'unknown'
                when posts_own >= greatest(posts_register, posts_succession) then 'own'
                when posts_succession > posts_register then 'succession'
                else nearest_register
            end
        """,
    }


def _sum(what: str, rows: str = "") -> str:
    return f"coalesce(sum({what}){_only(rows)}, 0)"


def _count(rows: str = "") -> str:
    return f"count(*){_only(rows)}"


def _only(rows: str) -> str:
    return f" filter (where {rows})" if rows else ""
