"""Tests of `registry.deployments`."""
