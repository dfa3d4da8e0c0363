"""Views: how they are named, and whose figures are exact in which."""

import pytest

from etl.queries.view import ANALYST, PUBLIC, View


@pytest.mark.parametrize("text", ["analyst", "public", "own:03", "own:03-07"])
def test_a_view_is_named_as_it_is_given(text: str) -> None:
    assert str(View.parse(text)) == text


def test_executive_is_an_older_name_of_public() -> None:
    assert View.parse("executive") == PUBLIC


@pytest.mark.parametrize("text", ["", "own", "own:", "own:99", "own:TH", "ANALYST", "03"])
def test_what_names_no_view_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        View.parse(text)


def test_every_unit_is_exact_for_analysts_and_none_for_the_public() -> None:
    assert ANALYST.exact("nation", "TH")
    assert ANALYST.exact("agency", "03-07")
    assert not PUBLIC.exact("nation", "TH")
    assert not PUBLIC.exact("agency", "03-07")


def test_an_own_view_is_exact_for_the_unit_and_its_parts() -> None:
    ministry, agency = View.parse("own:03"), View.parse("own:03-07")
    assert ministry.exact("ministry", "03")
    assert ministry.exact("agency", "03-07")
    assert not ministry.exact("ministry", "07")
    assert not ministry.exact("agency", "07-04")
    assert not ministry.exact("nation", "TH")
    assert agency.exact("agency", "03-07")
    assert not agency.exact("agency", "03-03")
    assert not agency.exact("ministry", "03")
