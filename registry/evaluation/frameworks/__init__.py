"""Frameworks as data: versions with domains, criteria, levels, and when each criterion applies."""
