"""Organizers' pages that gather from several features."""
