"""Organizers' pages about the programme."""

from app.schedule.manage import appearances, frame, moves, speakers, talks

__all__ = ["appearances", "frame", "moves", "speakers", "talks"]
