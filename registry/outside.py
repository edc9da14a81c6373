"""Asks other sites, whatever address somebody recorded: only public ones, little at once, one hop at a time.

An address may name a machine inside (SSRF). So the name is looked up here, every address that it has must be public,
and the connection goes to the one that was checked: a second look-up could answer otherwise. Redirects are followed
by hand, each hop checked in the same way.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urljoin

import httpx

AGENT: Final = "DigitalHealthRegistry/1.0 (+link and ownership checks; asks seldom)"
ACCEPT: Final = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5"
SECONDS: Final = 10.0
MOST_SECONDS: Final = 30.0
"""For all of one answer, however slowly it trickles in."""

MOST_REDIRECTS: Final = 5
MOST_BYTES: Final = 256 * 1024
PORTS: Final = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


class NotAsked(Exception):
    """The site was not asked, or gave no answer; `reason` is a short word for why."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the address that answered at last, its status and the beginning of its content."""

    url: str
    status: int
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The content as text, whatever is not UTF-8 replaced."""
        return self.content.decode("utf-8", "replace")


def is_public(address: Address) -> bool:
    """Whether an address is one of the open network: no machine of ours, no neighbour, no test network."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotAsked("unknown_host", str(error)) from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Checked(httpx.BaseTransport):
    """Sends requests only to addresses that were checked, whoever makes them, with `httpx.Client(transport=…)`.

    `permits` says which addresses may be asked, `ports` which ports besides the usual ones. Hosts that are `trusted`,
    as the operator's own settings name them, may be inside and on any port.
    """

    def __init__(
        self,
        *,
        permits: Callable[[Address], bool] = is_public,
        ports: frozenset[int] = frozenset(),
        trusted: frozenset[str] = frozenset(),
        resolve: Resolve = resolve,
    ) -> None:
        self._permits = permits
        self._ports = ports | set(PORTS.values())
        self._trusted = trusted
        self._resolve = resolve
        self._transport = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the address that was checked, in the name of the host that was asked for."""
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or PORTS.get(request.url.scheme, 0)
        if request.url.scheme not in PORTS or not host or request.url.userinfo:
            raise NotAsked("bad_address")
        if port not in self._ports and host not in self._trusted:
            raise NotAsked("not_permitted", f"port {port}")
        target = request.url.copy_with(host=self._checked(host, port), port=port)
        extensions = {**request.extensions, "sni_hostname": host}
        return self._transport.handle_request(
            httpx.Request(
                request.method, target, headers=request.headers, stream=request.stream, extensions=extensions
            )
        )

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _checked(self, host: str, port: int) -> str:
        found = self._resolve(host, port)
        try:
            addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in found]
        except ValueError as error:
            raise NotAsked("unknown_host") from error
        if not addresses:
            raise NotAsked("unknown_host")
        if host not in self._trusted and not all(self._permits(each) for each in addresses):
            raise NotAsked("not_permitted", f"{host} is not a public host")
        return str(addresses[0])


def beginning(answer: httpx.Response, most_bytes: int) -> bytes:
    """The first bytes of an answer that is being streamed; the rest is not read, nor what trickles in for too long."""
    content, until = b"", time.monotonic() + MOST_SECONDS
    for block in answer.iter_bytes():
        content += block
        if len(content) >= most_bytes:
            break
        if time.monotonic() > until:
            raise httpx.ReadTimeout("The answer takes too long.")
    return content[:most_bytes]


class Outside:
    """Asks other sites, `through` what checks their addresses."""

    def __init__(self, through: Checked | None = None, *, seconds: float = SECONDS) -> None:
        self._client = httpx.Client(
            transport=through or Checked(),
            follow_redirects=False,
            timeout=seconds,
            trust_env=False,
            headers={"user-agent": AGENT, "accept": ACCEPT},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, url: str, method: str = "GET", *, most_bytes: int = MOST_BYTES) -> Answer:
        """Ask an address, following redirects; `NotAsked` where that is not allowed or nothing answers."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask_once(url, method, most_bytes)
            target = answer.headers.get("location", "")
            if answer.status not in {301, 302, 303, 307, 308} or not target:
                return answer
            url = urljoin(url, target)
        raise NotAsked("too_many_redirects")

    def _ask_once(self, url: str, method: str, most_bytes: int) -> Answer:
        try:
            with self._client.stream(method, url) as answer:
                content = beginning(answer, most_bytes)
        except httpx.TimeoutException as error:
            raise NotAsked("timeout") from error
        except httpx.InvalidURL as error:
            raise NotAsked("bad_address", str(error)) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise NotAsked("no_answer", str(error)) from error
        return Answer(url, answer.status_code, content, dict(answer.headers))
