"""The people and firms of the demonstration, made by calling the services (never by writing rows)."""
