"""Evaluation: frameworks, certainty of evidence, scores, and how far reviewers agree."""
