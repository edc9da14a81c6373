"""Tests of `registry.countries`."""
