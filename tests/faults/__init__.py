"""Outages: of the database, of the disk (promises P12 and P13)."""
