"""Checks of the records: what is wrong, doubtful or missing, why, how to mend it; and merging what is recorded twice."""
