"""What changes a room."""
