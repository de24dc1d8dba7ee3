"""Decisions about the programme; pure Python."""
