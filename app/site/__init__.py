"""Visitors' pages that gather from several features."""
