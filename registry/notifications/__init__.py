"""Notifications: what people are told of, in the registry and by mail, at once or in a digest, as each prefers."""
