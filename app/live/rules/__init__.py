"""What may happen in a room, and how it is said. Pure."""
