"""Tests of `registry.submissions`."""
