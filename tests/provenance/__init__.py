"""Tests of `registry.provenance`."""
