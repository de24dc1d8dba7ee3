"""Meridian: forums and webinars that several cities hold together."""

from app import zones as zones  # first of all: pins the time zone data before anything reads a zone
