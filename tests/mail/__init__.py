"""Tests of `registry.mail`."""
