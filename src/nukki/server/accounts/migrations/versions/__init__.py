"""The tables' history; Alembic runs it when the server starts."""
