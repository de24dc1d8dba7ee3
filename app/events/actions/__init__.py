"""Verbs that change events: what they are, who hosts, supports and edits them."""
