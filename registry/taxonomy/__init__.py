"""Concept schemes: WHO classifications, challenges, focus areas, goals."""
