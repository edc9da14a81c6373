"""Tests of `registry.feeds`."""
