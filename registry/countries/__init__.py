"""Countries and areas, WHO regions, memberships and income groups with their dates."""
