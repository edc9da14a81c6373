"""Mail: written in the reader's language from templates, sent by background jobs."""
