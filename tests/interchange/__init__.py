"""Tests of `registry.interchange`."""
