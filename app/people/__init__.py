"""Persons: sign-in, preferences, the running program's own roles."""
