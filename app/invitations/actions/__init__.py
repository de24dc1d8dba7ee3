"""Verbs that change invitations; they flush, the caller commits."""
