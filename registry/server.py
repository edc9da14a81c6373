"""Runs the server, and the worker without a server, until a signal says stop."""

import contextlib
import gc
import logging
import os
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from litestar import Litestar
from sqlalchemy.orm import configure_mappers

from registry.jobs.worker import Worker
from registry.settings import PREFIX, Settings
from registry.web.logs import Lines

GRACE_SECONDS = 10
BACKLOG = 2048
OBJECTS_PER_COLLECTION = 10_000
"""Made and not yet gone: an answer has a few thousand, and should seldom wait for the garbage collector."""


class PortTakenError(OSError):
    """Something else listens on the address already, or it is not this machine's."""


class _Server(uvicorn.Server):
    """Uvicorn, which says when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            configure_mappers()  # else the first query does it
            gc.freeze()  # what was made by now stays: going through it again and again would hold up readers
            self._on_ready()


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else is done, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        # Numbers below zero are those of names that no address is known for.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "No such host"
        raise PortTakenError(number, f"{host}:{port}: {reason} ({PREFIX}HOST, {PREFIX}PORT)") from error


def serve(app: Litestar, listener: socket.socket, settings: Settings, on_ready: Callable[[], None]) -> None:
    """Answer requests on `listener` until SIGINT or SIGTERM; requests under way are answered first."""
    set_up_logging(settings)
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,  # requests are logged by `web.edge`, without what addresses hold of secrets
        # Which proxies may be believed is decided by `trusted_proxies`, where clients are told apart.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    with contextlib.suppress(KeyboardInterrupt):  # raised again after an orderly stop
        _Server(config, on_ready).run([listener])


def work(worker: Worker, settings: Settings, on_ready: Callable[[], None]) -> None:
    """Do background work until SIGINT or SIGTERM; the batch under way is finished first."""
    set_up_logging(settings)

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    on_ready()
    worker.run_forever()


def set_up_logging(settings: Settings) -> None:
    """Log to standard error, as much as the settings say; of libraries, only what is wrong."""
    level = settings.log_level.upper()
    stream = logging.StreamHandler()
    stream.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[stream], force=True)
    if level == "INFO":
        for noisy in ("uvicorn", "httpx", "alembic"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
