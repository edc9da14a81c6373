"""Where facts come from: sources, what they state (claims), and ids that other registries gave."""
