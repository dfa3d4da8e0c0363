"""All that one agency of the demonstration reports, clean: what its files must come to once they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from etl.demo import people, records
from etl.demo.dialect import Dialect, dialect
from etl.demo.roster import Profile, Scale, profile


@dataclass(frozen=True)
class Story:
    """One agency's profile, habits and clean rows by dataset; scores are still on the scale it uses."""

    profile: Profile
    how: Dialect
    rows: dict[str, pd.DataFrame]

    def year(self, year: int) -> dict[str, pd.DataFrame]:
        """Return the rows of one fiscal year, by dataset."""
        return {
            dataset: table[table["fiscal_year"] == year]
            if dataset == "budget"
            else table[table["period"].str.startswith(str(year))]
            for dataset, table in self.rows.items()
        }

    def without_people(self) -> Story:
        """Return the same story with no assessments."""
        return replace(self, rows={**self.rows, "assessment": self.rows["assessment"][:0]})


def story(seed: int, code: str, scale: Scale) -> Story:
    """Return what this agency reports under this seed."""
    agency, how = profile(seed, code), dialect(seed, code, scale)
    scored = people.assessments(agency, seed=seed, scale=how.scale)
    scored.insert(0, "agency", code)
    return Story(
        agency,
        how,
        {
            "assessment": scored,
            "headcount": records.headcount(agency),
            "stage": records.stage(agency, seed=seed),
            "training": records.training(agency, seed=seed),
            "budget": records.budget(agency, seed=seed),
            "practice": records.practice(agency, seed=seed),
        },
    )
