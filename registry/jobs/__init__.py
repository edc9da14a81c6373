"""Background work by job rows, written in the transaction that needs it."""
