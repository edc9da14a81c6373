"""Writing to whoever answers for a record, through the registry: neither side sees the other's address."""
