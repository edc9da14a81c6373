"""Tests of `registry.organisations`."""
