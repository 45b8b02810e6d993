"""Read any table by its schema, and refuse broken ones."""
