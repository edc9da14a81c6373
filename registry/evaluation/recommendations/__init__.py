"""Recommendations of guidelines, the interventions they are on, and which solutions they cover on what conditions."""
