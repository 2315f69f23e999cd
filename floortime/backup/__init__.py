"""A whole house in one file, and a house from such a file: the same for SQLite and PostgreSQL, and from one to the other."""
