"""Tests of `registry.ownership`."""
