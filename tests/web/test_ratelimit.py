from typing import Any

import pytest

from registry.web.ratelimit import Buckets, client_of


def test_a_bucket_empties_and_refills_evenly():
    now = [0.0]
    buckets = Buckets(60, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(60)] == [0] * 60
    assert buckets.take("a") == 1
    assert buckets.take("b") == 0
    now[0] = 1.0
    assert buckets.take("a") == 0
    assert buckets.take("a") == 1


@pytest.mark.parametrize(
    ("forwarded", "trusted", "expected"),
    [
        ("", 0, "192.0.2.1"),
        ("198.51.100.7", 0, "192.0.2.1"),
        ("203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", 2, "203.0.113.9"),
        ("198.51.100.7", 2, "198.51.100.7"),
        ("2001:db8:1:2:3::9", 1, "2001:db8:1:2::/64"),
        ("not:an:address", 1, "not:an:address"),
    ],
)
def test_only_trusted_proxies_are_believed(forwarded, trusted, expected):
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: Any = {"client": ("192.0.2.1", 5), "headers": headers}
    assert client_of(scope, trusted) == expected
