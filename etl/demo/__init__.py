"""Synthetic agency exports, marked as such: real messiness with a known truth, to show and to test with."""

from etl.demo.plan import write
from etl.demo.roster import Scale, agencies

__all__ = ["Scale", "agencies", "write"]
