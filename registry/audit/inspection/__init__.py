"""Looking through events: by administrators on a page, by programs, and as a file."""
