"""A registry and atlas of digital health."""
