"""What a country says for itself: its authority's word on each deployment, its choices, documents, questions, rounds."""
