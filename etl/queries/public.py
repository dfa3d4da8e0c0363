"""The public rule: what of exact figures on persons everybody may read; pure, a row at a time.

Counts are rounded, few are not told apart from none, shares and ranges come from the rounded counts alone, so
that the truth stays inside every range. Nothing is withheld for the sake of another row: see
etl/definitions/disclosure.toml. Agencies, hours and money are no persons and stay as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, CONFIDENTIAL, FEW, NEARLY_ALL, NOT_APPLICABLE
from etl.definitions.models import Crossing, Measure, Treatment
from etl.measures.compile import DIMENSIONS, LEVELS, NUMBERS
from etl.queries.tidy import Tidy
from etl.queries.view import PUBLIC, View

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]

_TENTHS: Final = 3
_WHOLE: Final = 2
"""Decimals of a share told in tenths of a per cent, and in whole per cent."""
_POINTS: Final = 1
"""Decimals of a mean."""
_DUST: Final = 1e-9
_FREE: Final = frozenset({"open", "recomputed"})
"""Treatments that change nothing here."""


@dataclass(frozen=True)
class Units:
    """What everybody knows of the unit of each row before any figure on its persons."""

    heard: Flags
    """Whether anybody of it was seen: of others it is public that there is nobody to tell of."""
    named: Flags
    """Whether it is so large that what its persons amount to is public under its name."""
    registered: Flags
    """Whether its headcount is a register's published number, with nobody's return or assessment in it."""


_UNASKED: Final = Units(*[np.zeros(0, dtype=bool)] * 3)


def apply(tidy: Tidy, view: View, *, units: Callable[[Tidy], Units]) -> None:
    """Make tidy rows, verdicts written, what a view may read of them; exact rows keep the mark others see."""
    treatments = _by_treatment(tidy)
    if not treatments.keys() - _FREE:
        return
    exact = exact_rows(tidy, view)
    shown = _Rows.of(tidy, units(tidy))
    for treatment, rows in treatments.items():
        _RULES[treatment](shown, rows)
    for name, numbers in tidy.numbers.items():
        numbers[:] = np.where(exact, numbers, shown.numbers[name])
    marked = shown.mark != None  # noqa: E711 # an array is compared row by row
    marked &= np.where(exact, ~np.isnan(tidy.numbers["value"]), tidy.mark != NOT_APPLICABLE)
    tidy.mark[marked] = shown.mark[marked]
    tidy.status[~exact & shown.withheld] = None


def rounded(numbers: Numbers, base: "Numbers | int") -> Numbers:
    """Return counts rounded half up to the nearest multiple of `base`."""
    return np.asarray(np.floor(numbers / base + 0.5) * base)


def least() -> int:
    """Return the fewest persons anything is told of in public, at any crossing."""
    return definitions().coarsest.least


def coarse(persons: Numbers) -> Numbers:
    """Return counts of persons of whom nothing else is said as they are public; NaN where they are few."""
    rule = definitions().coarsest
    return np.where((persons > 0) & (persons < rule.least), np.nan, rounded(persons, rule.base))


def posts_told(posts: Numbers) -> Numbers:
    """Return headcounts as they are public."""
    return rounded(posts, definitions().coarsest.base)


def decimals(denominator: Numbers) -> NDArray[np.int64]:
    """Return to how many decimals a public share (0-1) of a denominator is told."""
    return np.where(denominator >= definitions().threshold("tenths_from"), _TENTHS, _WHOLE)


def in_whole_per_cent(denominator: Numbers) -> Flags:
    """Return whether a public share of a denominator is told in whole per cent."""
    return np.asarray(decimals(denominator) == _WHOLE)


def at_decimals(shares: Numbers, places: NDArray[np.int64]) -> Numbers:
    """Return shares rounded half up to decimals."""
    power = 10.0**places
    return np.asarray(np.floor(shares * power + 0.5 + _DUST) / power)


def posts(numbers: Mapping[str, Numbers]) -> Numbers:
    """Return the posts exact shares with a range are of; NaN where there is no range, or nobody judged."""
    return np.rint(_over(numbers["denominator"], 1 - numbers["high"] + numbers["low"]))


def spans(parts: Numbers, wholes: Numbers, *, posts: Numbers, base: int) -> tuple[Numbers, Numbers]:
    """Return low and high of shares of posts from rounded counts, widened by what rounding can hide."""
    half = base // 2
    most = np.maximum(posts, wholes) + half
    return _widened(parts - half, wholes - parts - 2 * half, most, decimals(wholes))


def _widened(
    ready: Numbers, failed: Numbers, posts: Numbers, places: NDArray[np.int64]
) -> tuple[Numbers, Numbers]:
    """Return the range in which a share of at most `posts` lies, with at least so many ready and failed."""
    power = 10.0**places
    low = np.floor(_over(np.maximum(ready, 0), posts) * power + _DUST) / power
    return low, np.ceil((1 - _over(np.maximum(failed, 0), posts)) * power - _DUST) / power


def exact_rows(tidy: Tidy, view: View) -> Flags:
    """Return the rows whose unit's figures are exact in a view."""
    if view.kind != "own":
        return np.full(len(tidy.unit), view.kind == "analyst", dtype=bool)
    pairs = list(zip(tidy.at["level"].tolist(), tidy.unit.tolist(), strict=True))
    known = {(level, unit): view.exact(LEVELS[level], unit) for level, unit in set(pairs)}
    return np.array([known[pair] for pair in pairs], dtype=bool)


@dataclass(frozen=True)
class _Rows:
    """What is shown of rows: their numbers changed in place, with the counts the crossings of each set."""

    numbers: dict[str, Numbers]
    exact: Mapping[str, Numbers]
    """The numbers as they are."""
    units: Units
    mark: NDArray[np.object_]
    withheld: Flags
    """Rows whose value is not told, nor anything said of it."""
    public: Flags
    """Rows of a crossing that is public."""
    counts: Flags
    """Rows of a measure whose value is its numerator."""
    agencies: Flags
    """Rows of an agency."""
    assessed: Flags
    """Rows of persons assessed."""
    base: Numbers
    few: Numbers
    least: Numbers
    share: Numbers

    @classmethod
    def of(cls, tidy: Tidy, units: Units) -> "_Rows":
        """Return tidy rows with nothing changed yet."""
        known = _crossings(tuple(tidy.measures), *definitions().disclosure.values())
        split = sum((tidy.at[name] > 0).astype(np.int64) << place for place, name in enumerate(DIMENSIONS))
        of_groups = np.array([bool(measure.groups) for measure in tidy.measures], dtype=bool)
        split |= of_groups[tidy.at["measure"]].astype(np.int64) << DIMENSIONS.index("group")
        coarse = known[:, tidy.at["measure"], tidy.at["level"], split]
        kinds = np.array([measure.kind == "count" for measure in tidy.measures], dtype=bool)
        assessed = [measure.mart in ("outcome", "capability") for measure in tidy.measures]
        return cls(
            numbers={name: numbers.copy() for name, numbers in tidy.numbers.items()},
            exact=tidy.numbers,
            units=units,
            mark=np.full(len(tidy.unit), None, dtype=object),
            withheld=np.zeros(len(tidy.unit), dtype=bool),
            public=~np.isnan(coarse[0]),
            counts=kinds[tidy.at["measure"]],
            agencies=tidy.at["level"] == LEVELS.index("agency"),
            assessed=np.array(assessed, dtype=bool)[tidy.at["measure"]],
            base=coarse[0],
            few=coarse[1],
            least=coarse[2],
            share=coarse[3],
        )

    def withhold(self, rows: Flags, *names: str) -> None:
        """Withhold rows: of `names` the numbers, or all of them."""
        for name in names or self.numbers:
            self.numbers[name][rows] = np.nan
        self.mark[rows] = CONFIDENTIAL
        self.withheld[rows] = True

    def put(self, name: str, rows: Flags, numbers: Numbers) -> None:
        """Set numbers of rows."""
        self.numbers[name][rows] = numbers[rows]

    def small(self, rows: Flags, persons: Numbers) -> Flags:
        """Withhold rows of too few persons, or of a crossing that is not public; return the rest with any.

        Nobody is not told apart from few, but in a unit nobody of which was seen.
        """
        some = persons > 0
        unknown = np.isnan(persons) & ~np.isnan(self.exact["value"])
        nobody = ~some & self.assessed & self.units.heard
        shut = rows & ((some & (persons < self.least)) | nobody | unknown | ~self.public)
        self.withhold(shut)
        return rows & ~shut & some

    def posts(self, numbers: Numbers) -> Numbers:
        """Return headcounts as they are told: rounded, but for a register's own."""
        return np.where(self.units.registered, numbers, rounded(numbers, self.base))


def _headcount(shown: _Rows, rows: Flags) -> None:
    """Posts are told of every stratum."""
    shown.withhold(rows & ~shown.public)
    open_ = rows & shown.public
    for name in ("numerator", "value"):
        shown.put(name, open_, shown.posts(shown.exact[name]))


def _count(shown: _Rows, rows: Flags) -> None:
    """Persons of whom nothing else is said."""
    told = shown.small(rows, shown.exact["numerator"])
    for name in ("numerator", "value"):
        shown.put(name, told, rounded(shown.exact[name], shown.base))


def _part(shown: _Rows, rows: Flags) -> None:
    """Persons of a denominator: the count and its complement are told where neither is few."""
    part, whole = shown.exact["numerator"], shown.exact["denominator"]
    told = shown.small(rows, whole)
    few, most = told & (part < shown.few), told & (whole - part < shown.few)
    parts, wholes = rounded(part, shown.base), rounded(whole, shown.base)
    shown.put("denominator", told, wholes)
    shown.put("numerator", told, np.where(few | most, np.nan, parts))
    enough = wholes >= shown.share
    value = np.where(shown.counts, parts, at_decimals(np.minimum(_over(parts, wholes), 1), decimals(wholes)))
    shown.put("value", told, np.where(few | most, np.nan, value))
    _bounds(shown, told & enough, few=few, most=most)
    shown.mark[few], shown.mark[most] = FEW, NEARLY_ALL
    shown.withhold(told & ~enough & ~shown.counts & ~few & ~most, "value", "low", "high", "coverage")
    for name in ("low", "high", "coverage"):
        shown.numbers[name][told & ~enough] = np.nan


def _bounds(shown: _Rows, rows: Flags, *, few: Flags, most: Flags) -> None:
    """Set low, high and coverage from what is told, widened by what rounding can hide."""
    part, whole = (shown.exact[name] for name in ("numerator", "denominator"))
    parts, wholes, half = rounded(part, shown.base), rounded(whole, shown.base), shown.base // 2
    unseen = wholes - half - (shown.few - 1)
    ready = np.select([few, most], [np.zeros_like(part), unseen], default=parts - half)
    failed = np.select([few, most], [unseen, np.zeros_like(part)], default=wholes - parts - 2 * half)
    heads = np.maximum(rounded(posts(shown.exact), shown.base), wholes)
    low, high = _widened(ready, failed, heads + half, decimals(wholes))
    shown.put("low", rows, low)
    shown.put("high", rows, high)
    bare = np.isnan(shown.exact["coverage"])
    covered = at_decimals(np.minimum(_over(wholes, heads), 1), decimals(heads))
    shown.put("coverage", rows, np.where(bare, np.nan, covered))


def _coverage(shown: _Rows, rows: Flags) -> None:
    """Persons judged of posts: neither has a complement of its own."""
    judged, posts = shown.exact["numerator"], shown.exact["denominator"]
    told = shown.small(rows, judged)
    parts, wholes = rounded(judged, shown.base), shown.posts(posts)
    shown.put("numerator", told, parts)
    shown.put("denominator", rows & shown.public, wholes)
    value = at_decimals(np.minimum(_over(parts, wholes), 1), decimals(wholes))
    shown.put("value", told, np.where(np.isnan(shown.exact["value"]), np.nan, value))
    shown.withhold(told & (wholes < shown.share), "value")


def _mean(shown: _Rows, rows: Flags) -> None:
    """A mean of points: to one decimal, of as many persons as a share; the sum of points is not told."""
    persons = shown.exact["denominator"]
    told, wholes = shown.small(rows, persons), rounded(persons, shown.base)
    shown.put("denominator", told, wholes)
    shown.put("value", told, np.floor(shown.exact["value"] * 10**_POINTS + 0.5 + _DUST) / 10**_POINTS)
    shown.withhold(told & (wholes < shown.share), "value")
    shown.numbers["numerator"][told] = np.nan


def _weighted(shown: _Rows, rows: Flags) -> None:
    """A share weighted by posts: in whole per cent, by the persons judged behind it."""
    posts, share = shown.exact["denominator"], shown.exact["value"]
    judged = np.rint(shown.exact["coverage"] * posts)
    told = shown.small(rows, judged)
    few, most = told & (share * judged < shown.few), told & ((1 - share) * judged < shown.few)
    shown.put("denominator", told, rounded(posts, shown.base))
    shown.put("value", told, np.where(few | most, np.nan, at_decimals(share, np.full(len(share), _WHOLE))))
    shown.mark[few], shown.mark[most] = FEW, NEARLY_ALL
    for name in ("numerator", "coverage"):
        shown.numbers[name][told] = np.nan
    shown.withhold(told & (rounded(judged, shown.base) < shown.share))


def _difference(shown: _Rows, rows: Flags) -> None:
    """Money over a rise in persons: the rise, a difference of two counts, twice as coarse as they are."""
    rise = shown.exact["denominator"]
    shown.withhold(rows & ((rise > 0) & (rise < 2 * shown.least) | ~shown.public))
    told = rows & shown.public & (rise >= 2 * shown.least)
    risen = rounded(rise, 2 * shown.base)
    shown.put("denominator", told, risen)
    shown.put("value", told, _over(shown.exact["numerator"], risen))


def _withheld(shown: _Rows, rows: Flags) -> None:
    """Complements are not published."""
    shown.withhold(rows & (shown.units.heard | ~shown.public))


def _named(shown: _Rows, rows: Flags) -> None:
    """What the persons of an agency amount to is told of large ones alone; whatever it is, of no other."""
    shown.withhold(rows & shown.agencies & ~shown.units.named)


def _open(shown: _Rows, rows: Flags) -> None:
    """No persons, or computed from the view's own figures."""
    del shown, rows


_RULES: Final[Mapping[Treatment, Callable[[_Rows, Flags], None]]] = {
    "open": _open,
    "headcount": _headcount,
    "count": _count,
    "part": _part,
    "coverage": _coverage,
    "mean": _mean,
    "weighted": _weighted,
    "difference": _difference,
    "named": _named,
    "recomputed": _open,
    "withheld": _withheld,
}


def slack(shown: Tidy, view: View) -> Numbers:
    """Return how far the value of each row of a view may lie from the exact one; 0 where it is exact."""
    rows = _Rows.of(shown, _UNASKED)
    value, half = shown.numbers["value"], np.where(rows.public, rows.base // 2, 0.0)
    part, whole = (shown.numbers[name] for name in ("numerator", "denominator"))
    lowest = np.maximum(part - half, 0) / (whole + half)
    highest = np.minimum(_over(part + half, whole - half), 1)
    share = np.maximum(value - lowest, highest - value)
    found = np.zeros(len(value))
    for treatment, chosen in _by_treatment(shown).items():
        of_kind = {
            "part": np.where(rows.counts, half, share),
            "coverage": share,
            "headcount": half,
            "count": half,
            "mean": np.full(len(value), 0.5 / 10**_POINTS),
            "weighted": np.full(len(value), 0.5 / 10**_WHOLE),
        }.get(treatment, found)
        found = np.where(chosen, of_kind, found)
    return np.where(exact_rows(shown, view), 0.0, np.nan_to_num(found))


def median_slack(slack: Numbers) -> float:
    """Return how far a public median may lie from the exact one: as far as any share of it, and rounded."""
    return float(slack.max(initial=0.0)) + 0.5 / 10**_WHOLE


def comparable(rows: Tidy) -> Numbers:
    """Return values in an order: few less than any share, nearly all more than any."""
    below, above = rows.mark == FEW, rows.mark == NEARLY_ALL
    return np.select([below, above], [-np.inf, np.inf], default=rows.numbers["value"])


def faults(shown: pd.DataFrame, view: View = PUBLIC) -> "pd.Series[bool]":
    """Return the rows of tidy figures in a view that tell more of persons than the rule allows."""
    known, measures = definitions(), definitions().measures
    split = list(zip(*((shown[name] != ALL).tolist() for name in DIMENSIONS), strict=True))
    cuts = list(zip(shown["measure"], shown["level"], split, strict=True))
    crossings = {
        (measure, level, by): known.crossing(
            level, [name for name, there in zip(DIMENSIONS, by, strict=True) if there], measures[measure]
        )
        for measure, level, by in set(cuts)
    }
    columns = [shown[name].to_numpy(dtype=np.float64).tolist() for name in NUMBERS]
    withheld = shown["mark"].isin([CONFIDENTIAL, FEW, NEARLY_ALL]).tolist()
    sources = shown["headcount_source"]
    own = (sources.notna() & ~sources.astype(str).str.startswith("register")).tolist()
    found = [
        (measures[measure].persons or measures[measure].public == "headcount")
        and _tells(measures[measure], crossings[cut], _Told(*numbers), withheld=hidden, own=posts)
        for measure, cut, hidden, posts, *numbers in zip(
            shown["measure"], cuts, withheld, own, *columns, strict=True
        )
    ]
    units = zip(shown["level"], shown["unit_code"], strict=True)
    exact = np.array([view.exact(level, unit) for level, unit in units], dtype=bool)
    return pd.Series(found, index=shown.index, dtype=bool) & ~exact


class _Told(NamedTuple):
    """The numbers of a row, NaN what is not told."""

    numerator: float
    denominator: float
    value: float
    low: float
    high: float
    coverage: float


def _tells(measure: Measure, row: Crossing | None, told: _Told, *, withheld: bool, own: bool) -> bool:
    """Return whether the numbers shown of a figure are more than its crossing allows.

    `own`: its headcount may hold a return, and not only a register's published numbers.
    """
    part, whole, value, *ranges = told
    if row is None or measure.public == "withheld":
        return not np.isnan(told).all()
    if withheld and not np.isnan(value):
        return True
    counts: Mapping[Treatment, tuple[float, ...]] = {
        "part": (part, whole),
        "count": (part, value),
        "coverage": (part, whole) if own else (part,),
        "mean": (whole,),
        "weighted": (whole,) if own else (),
        "headcount": (part, value) if own else (),
        "difference": (whole / 2,),
    }
    uneven = any(one % row.base > 0 for one in counts.get(measure.public, ()))
    few = measure.public in ("part", "mean") and 0 < whole < row.least
    few |= measure.public == "part" and whole > 0 and (part < row.few or whole - part < row.few)
    few |= measure.public == "difference" and 0 < whole < 2 * row.least
    few |= measure.public in ("mean", "weighted") and not np.isnan(part)
    shares = (
        [value, *ranges] if measure.kind == "ratio" and measure.public in ("part", "coverage") else ranges
    )
    small = whole < row.share and measure.public in ("part", "mean", "coverage") and part != 0
    small &= not all(np.isnan(one) for one in (shares if measure.public == "part" else [value]))
    fine = any(abs(one - round(one, _TENTHS)) > _DUST for one in shares)
    return bool(uneven or few or small or fine)


def enough(judged: int, ministries: int, period: Period) -> bool:
    """Return whether so many of all ministries bear a median or quartile at a quarter."""
    rule = definitions().rule
    return judged >= max(rule("median_ministries", period), rule("median_share", period) * ministries)


def quantile(values: Numbers, share: float) -> float:
    """Return a quantile of shares shown, in whole per cent; NaN where it is few or nearly all.

    Few are less and nearly all more than any share.
    """
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return np.nan
    place = share * (len(known) - 1)
    low, high = known[int(np.floor(place))], known[int(np.ceil(place))]
    if not np.isfinite(low) or not np.isfinite(high):
        return np.nan
    found = np.array([low + (high - low) * (place - np.floor(place))])
    return float(at_decimals(found, np.array([_WHOLE]))[0])


def _by_treatment(tidy: Tidy) -> dict[Treatment, Flags]:
    """Return the rows of each treatment."""
    found: dict[Treatment, Flags] = {}
    for number, measure in enumerate(tidy.measures):
        rows = tidy.at["measure"] == number
        found[measure.public] = found.get(measure.public, np.zeros(len(rows), dtype=bool)) | rows
    return found


def _over(parts: Numbers, whole: Numbers) -> Numbers:
    """Return quotients; NaN where there is nothing to divide by."""
    return np.asarray(
        np.divide(parts, whole, out=np.full(len(parts), np.nan), where=np.nan_to_num(whole) != 0)
    )


@lru_cache(maxsize=16)
def _crossings(measures: tuple[Measure, ...], *rows: Crossing) -> NDArray[Any]:
    """Return base, few, least and share by measure, level and the bits of splits; NaN: not public."""
    del rows  # what the answer depends on besides
    found = np.full((4, len(measures), len(LEVELS), 1 << len(DIMENSIONS)), np.nan)
    for (number, measure), (place, level) in product(enumerate(measures), enumerate(LEVELS)):
        for bits in range(1 << len(DIMENSIONS)):
            splits = [name for bit, name in enumerate(DIMENSIONS) if bits & 1 << bit]
            if row := definitions().crossing(level, splits, measure):
                found[:, number, place, bits] = row.base, row.few, row.least, row.share
    return found
