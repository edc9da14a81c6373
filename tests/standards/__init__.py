"""Tests of `registry.standards`."""
