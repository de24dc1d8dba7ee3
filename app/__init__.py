"""Meridian: forums and webinars that several cities hold together."""
