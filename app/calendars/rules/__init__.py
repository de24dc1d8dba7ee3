"""What a calendar holds and how it is written. Pure: neither Flask nor SQLAlchemy nor models."""
