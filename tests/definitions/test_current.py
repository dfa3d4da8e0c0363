"""Other definitions can be put in force for a while, in one thread only."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from etl.definitions import definitions
from etl.definitions.current import using


def test_other_definitions_are_in_force_inside_only_and_not_in_other_threads() -> None:
    others = replace(definitions(), version="other")
    own = definitions().version
    with using(others), ThreadPoolExecutor(1) as threads:
        assert definitions().version == "other"
        assert threads.submit(lambda: definitions().version).result() == own
        with using(replace(others, version="inner")):
            assert definitions().version == "inner"
        assert definitions().version == "other"
    assert definitions().version == own


def test_a_fault_inside_puts_the_definitions_back() -> None:
    own = definitions().version
    with pytest.raises(ZeroDivisionError), using(replace(definitions(), version="other")):
        _ = 1 / 0
    assert definitions().version == own
