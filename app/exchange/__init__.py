"""Programmes coming in from other systems and going out to them: schedule.xml and schedule.json."""
