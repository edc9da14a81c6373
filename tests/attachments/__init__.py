"""Attached files: what is taken, what is refused and why, who may read them."""
