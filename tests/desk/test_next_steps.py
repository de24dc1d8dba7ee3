"""What an organizer should do next."""

from __future__ import annotations

import pytest

from app.desk.rules import Standing, Step, StepKind, next_steps


@pytest.mark.parametrize(
    ("standing", "steps"),
    [
        (Standing(has_dates=False), [Step(StepKind.DATES), Step(StepKind.SESSIONS), Step(StepKind.CITY)]),
        (Standing(hosts=2), [Step(StepKind.SESSIONS)]),
        (
            Standing(
                hosts=2, sessions=8, without_speaker=2, without_time=1, without_language=3, clashes=4, open_invites=1
            ),
            [
                Step(StepKind.SPEAKERS, 2),
                Step(StepKind.TIMES, 1),
                Step(StepKind.LANGUAGES, 3),
                Step(StepKind.CLASHES, 4),
                Step(StepKind.FIRST_RELEASE, 8),
                Step(StepKind.INVITES, 1),
            ],
        ),
        (Standing(state="public", hosts=1, sessions=8, release=2, unreleased=3), [Step(StepKind.RELEASE, 3)]),
        (Standing(state="public", hosts=2, sessions=8, release=2), []),
        (Standing(state="cancelled", sessions=8, without_speaker=2), []),
    ],
)
def test_the_most_pressing_comes_first(standing, steps):
    assert next_steps(standing) == steps
