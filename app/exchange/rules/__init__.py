"""How the exchange formats are read and written. Pure: neither Flask nor SQLAlchemy."""
