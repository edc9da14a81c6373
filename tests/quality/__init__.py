"""Checks of the records, what became of what they found, and merging what is recorded twice."""
