"""The records of a cluster: every store of rows in one Postgres database, in a schema of their own."""
