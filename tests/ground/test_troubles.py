"""What went wrong without stopping anything."""

from __future__ import annotations

from app.troubles import Trouble, Troubles


def test_a_subject_is_known_until_it_is_well():
    troubles = Troubles()
    troubles.set("feed", {"a": "why", "b": "why not"})
    assert troubles.known() == [Trouble("feed", "a", "why"), Trouble("feed", "b", "why not")]
    troubles.set("feed", {"b": "why not"})
    assert troubles.known() == [Trouble("feed", "b", "why not")]
    troubles.set("feed", {})
    assert troubles.known() == []


def test_what_is_kept_is_bounded():
    troubles = Troubles()
    for number in range(1000):
        troubles.set(f"feed-{number}", {f"row-{row}": "why" for row in range(100)})
    assert len(troubles.known()) == 100 * 20
    assert troubles.known()[-1].subject == "feed-999"
