"""The organizer's pages about events."""

from app.events.manage import events, hosts, partners, rights, series

__all__ = ["events", "hosts", "partners", "rights", "series"]
