"""Certainty of evidence: a body of evidence on one solution and outcome, judged by GRADE, with its reasons."""
