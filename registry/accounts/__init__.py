"""People who sign in: accounts, their sessions and tokens, the roles they hold and what these allow."""
