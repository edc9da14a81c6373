"""Search: one definition of what is found and how it ranks, two engines, kept in step with the database."""
