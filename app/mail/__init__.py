"""Mail that is owed, rendered and delivered."""
