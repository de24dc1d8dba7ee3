"""What a release owes to whom, and what an answer says. Pure."""
