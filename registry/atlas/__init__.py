"""Maps: the shapes of the world, and how figures by country become steps of a scale."""
