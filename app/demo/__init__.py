"""The demo events as data, and the commands that load them."""
