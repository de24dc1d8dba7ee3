"""The organizer's first pages: how her events stand, what comes next."""

from __future__ import annotations

from tests.events.world import World


def test_dashboard_names_the_next_step_of_each_event(world: World):
    page = world.browser(world.aino).get("/manage/").text

    assert "Two cities" in page
    assert "The programme has no sessions yet." in page
    assert "Elsewhere" not in page
    assert 'href="/manage/e/new"' in page
