"""Tests of `registry.notifications`."""
