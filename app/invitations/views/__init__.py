"""Pages for speakers, and the address that mails are posted to."""
