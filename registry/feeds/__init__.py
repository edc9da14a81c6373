"""Feeds of new and changed records, to be followed by programs that read Atom."""
