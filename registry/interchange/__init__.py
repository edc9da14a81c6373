"""Importers and exporters: other registries' records in, ours out."""
