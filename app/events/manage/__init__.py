"""The organizer's pages about events."""

from app.events.manage import events, hosts, partners, rights, series, team

__all__ = ["events", "hosts", "partners", "rights", "series", "team"]
