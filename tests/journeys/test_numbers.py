"""Aino watches how many come, and nothing that she types meanwhile is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.moderator import EVENT, Moderator
from tests.journeys.test_two_cities import open_link

COUNTED = 25_000
"""Milliseconds until the page was surely asked for again."""


@pytest.mark.timeout(180)
def test_numbers_move_while_one_looks(visitor, admin_link, beside):
    aino = visitor()
    open_link(aino, admin_link("aino@helsinki.example"))
    with Moderator(beside) as mira:
        page = aino.goes(f"/manage/e/{EVENT}/numbers")
        event = page.locator("tbody tr").first.locator("[data-label='Here now']")
        before = int(event.inner_text())
        page.get_by_label("Doors open").fill("45")
        mira.watched_by(3)
        expect(event).to_have_text(str(before + 3), timeout=COUNTED)
        expect(page.get_by_label("Doors open")).to_have_value("45")
        aino.finds_no_barrier()
        page = aino.goes(f"/manage/e/{EVENT}/numbers/{mira.code}/")
        expect(page.locator("dl").first).to_contain_text(re.compile(r"Here now\s*3"))
        aino.finds_no_barrier()
