"""Submissions: what somebody proposes for the registry, on its road from draft to decision."""
