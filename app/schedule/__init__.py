"""The programme: tracks, parts, stages, sessions, speakers, and their releases."""
