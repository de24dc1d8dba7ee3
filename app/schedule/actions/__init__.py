"""Verbs that change the programme."""
