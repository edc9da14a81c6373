"""Tests of `registry.solutions`."""
