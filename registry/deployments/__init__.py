"""Deployments: one solution at work in one country, by somebody, at some scale."""
