"""Scores: what follows from judgements, evidence and a framework; published for good, and computed again at will."""
