"""Tests of `registry.taxonomy`."""
