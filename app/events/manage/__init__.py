"""The organizer's pages about events."""

from app.events.manage import events, rights

__all__ = ["events", "rights"]
