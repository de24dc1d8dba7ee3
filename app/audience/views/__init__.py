"""Pages and feeds of a person's agenda."""
