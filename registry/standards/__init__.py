"""Standards and their editions."""
