"""The moderator's pages: the rooms of an event, and the console of each."""
