"""Visitors' pages, one file each."""

from app.site.views import changes, event, home, own, people, places, programme, styleguide, texts

__all__ = ["changes", "event", "home", "own", "people", "places", "programme", "styleguide", "texts"]
