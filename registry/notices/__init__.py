"""Dated notices of the Secretariat on a record: safety, security, legal, suspended; and what its owner answers."""
