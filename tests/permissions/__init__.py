"""Who may use which route, decided by actual requests: every route, every role, what is own, another's, nobody's.

A feature adds `tests/permissions/<feature>.py` with a list `EXPECTATIONS`: one `Expect` for each of its routes
(`matrix.py` explains it). A route without an expectation fails the suite. What is expected is written down here
by hand: nothing is read from the program's own table of permissions.
"""
