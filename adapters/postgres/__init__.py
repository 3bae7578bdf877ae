"""PostgreSQL: tables, statements, stores, views, the unit of work."""
