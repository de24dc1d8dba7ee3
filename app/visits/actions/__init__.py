"""Beats taken into visits, samples, salts, the organizers' choice."""
