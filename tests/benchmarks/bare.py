"""A bare Litestar handler that answers the bytes of a file, to compare a cached page with: FILE PORT."""

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, Response, get

BODY = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 2 else b""


@get("/", sync_to_thread=False)
def bare() -> Response[bytes]:
    """The bytes."""
    headers = {"content-encoding": "gzip", "vary": "HX-Request, Accept-Encoding"}
    return Response(BODY, media_type="text/html; charset=utf-8", headers=headers)


if __name__ == "__main__":
    app = Litestar([bare], openapi_config=None, logging_config=None)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error", access_log=False)
