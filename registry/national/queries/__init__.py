"""Reads of what countries say for themselves: a module for each idea; what other features' pages read is named here."""

from registry.national.queries.authorities import authorities, authority
from registry.national.queries.positions import of_country, of_deployments
from registry.national.queries.rounds import last_round

__all__ = ["authorities", "authority", "last_round", "of_country", "of_deployments"]
