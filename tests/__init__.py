"""The tests, laid out as `registry/` is."""
