"""Pages and answers for who comes to a session."""
