"""The pages that belong to no single feature, and what they and the frame read."""
