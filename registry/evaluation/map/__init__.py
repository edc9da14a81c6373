"""The evidence gap map: interventions by outcomes, with what was found and what nobody has studied."""
