"""Automated evidence: facts about a product that a machine can check, shown as what they are, apart from judgements."""
