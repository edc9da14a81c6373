"""Tests of `registry.db`."""
