"""Evidence: studies, tests, certificates and documents, what each found, and what it does not show."""
