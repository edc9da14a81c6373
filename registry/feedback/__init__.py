"""Feedback: what the public, and people who run or use a solution, report of it; apart from every judgement."""
