"""Speakers are asked into their calendars, told what changes, and answer."""
