"""What organizers type about the programme, parsed."""
