"""Ways to measure: medians, a server in a process of its own, its memory, statements of one request."""

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support import free_port


@dataclass(frozen=True)
class Times:
    """Milliseconds of one thing measured several times."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def highest(self) -> float:
        """The slowest one."""
        return max(self.values)


def timed(call: Callable[[], object], times: int) -> Times:
    """Call so often, after once for warming up."""
    call()
    values = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        values.append((time.perf_counter() - started) * 1e3)
    return Times(tuple(values))


def in_turns(first: Callable[[], object], second: Callable[[], object], times: int) -> tuple[Times, Times]:
    """Call both so often, one after the other, so that both see the same machine."""
    found: list[tuple[float, float]] = []
    for _ in range(times + 1):
        started = time.perf_counter()
        first()
        between = time.perf_counter()
        second()
        found.append(((between - started) * 1e3, (time.perf_counter() - between) * 1e3))
    return Times(tuple(each for each, _ in found[1:])), Times(tuple(each for _, each in found[1:]))


class Clock:
    """Time since it was made: the wall's, and this process's own on all processors."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def rate(self, number: int) -> float:
        """So many a second."""
        return number / (time.perf_counter() - self._wall)

    def cpu_rate(self, number: int) -> float:
        """So many in each second of processor time, which other work on the machine disturbs less."""
        return number / (time.process_time() - self._cpu)


@contextmanager
def served(command: list[str], environment: dict[str, str], ready: str) -> Iterator[tuple[httpx.Client, int]]:
    """A server in a process of its own; gives a client with one connection, and the process id."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *command, str(port)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits)
    try:
        for _ in range(300):
            try:
                client.get(ready).raise_for_status()
                break
            except httpx.TransportError:
                if process.poll() is not None:
                    raise RuntimeError(process.stderr.read().decode() if process.stderr else "") from None
                time.sleep(0.1)
        yield client, process.pid
    finally:
        client.close()
        process.terminate()
        process.wait(30)
        if process.stderr:
            process.stderr.close()


def memory_of(pid: int) -> tuple[float, float]:
    """Resident memory of a process in MB: all, and without pages of files that the kernel can drop."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = dict(re.findall(r"^(\w+):\s+(\d+) kB$", status, re.MULTILINE))
    return int(found["VmRSS"]) / 1024, int(found["RssAnon"]) / 1024


def machine() -> str:
    """The processor, how many of them, Python, and how busy the machine is with this and other work."""
    info = Path("/proc/cpuinfo")
    text = info.read_text("utf-8") if info.is_file() else ""
    name = re.search(r"model name\s*:\s*(.+)", text)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{name[1] if name else 'unknown processor'}, {cores} cores, Python {sys.version.split()[0]}{load}"
