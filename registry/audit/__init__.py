"""The history of records: immutable revisions."""
