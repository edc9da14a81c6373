"""Tells a supervisor whether the process is up and whether it can answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

Check = Callable[[], "State"]


@dataclass(frozen=True, slots=True)
class State:
    """What one check found; `figures` go into the answer, such as how many jobs wait."""

    ok: bool
    detail: str = ""
    figures: Mapping[str, int] | None = None


def run(checks: Mapping[str, Check]) -> tuple[bool, dict[str, Any]]:
    """Run every check; one that raises is a failed one, told by its kind only, so that nothing leaks."""
    report: dict[str, Any] = {}
    ready = True
    for name, check in checks.items():
        try:
            state = check()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong means: not ready
            state = State(ok=False, detail=type(error).__name__)
        ready = ready and state.ok
        report[name] = {"ok": state.ok, **({"detail": state.detail} if state.detail else {})}
        report[name] |= dict(state.figures or {})
    return ready, report


@get("/health", include_in_schema=False, sync_to_thread=False, opt={"uncached": True, "unlimited": True})
def health() -> Response[dict[str, str]]:
    """The process is up."""
    return Response({"status": "up"}, headers={"cache-control": "no-store"})


@get("/ready", include_in_schema=False, sync_to_thread=True, opt={"uncached": True, "unlimited": True})
def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """Database and search answer, migrations are current; and how far the index is behind."""
    fine, checks = run(request.app.state.checks)
    return Response(
        {"status": "ready" if fine else "not ready", "checks": checks},
        status_code=200 if fine else 503,
        headers={"cache-control": "no-store"},
    )
