"""Looking through a programme."""

from __future__ import annotations

import pytest

from app.schedule.rules.search import folded


@pytest.mark.parametrize(
    ("typed", "stands"),
    [("jonkoping", "Jönköping"), ("ISTANBUL", "i̇stanbul"), ("strasse", "Straße"), ("thi truong", "Thị trưởng")],
)
def test_marks_and_case_do_not_count(typed: str, stands: str) -> None:
    assert folded(typed) == folded(stands)
