"""Pages for everybody about herself."""
