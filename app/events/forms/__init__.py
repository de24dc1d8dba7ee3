"""What organizers type about events, parsed."""
