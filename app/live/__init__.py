"""The room of a session; its page."""
