"""Which request or job is being worked on: one id for its events, its log lines and its answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of what is being worked on; empty where nothing is."""
    return _current.get()


@contextmanager
def during(request_id: str) -> Iterator[None]:
    """Work on this request or job meanwhile; threads that are given the context know it too."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)
