"""Importing a file into an event's draft."""
