"""Independent review: assessing bodies, assessments, reviewers, their judgements, and what follows from them."""
