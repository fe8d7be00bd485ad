"""Loopback addresses: the client, which ships alone, agrees with the loader."""

from __future__ import annotations

from huaweicloud_statistics._runtime.network import address as client_address

from openapi.contract import address as contract_address

LOOPBACK = (
    *("localhost", "LOCALHOST", "localhost.", "LocalHost.", "a.localhost", "a.b.LOCALHOST."),
    *("127.0.0.1", "127.0.0.1.", "127.255.255.254", "127.1.2.3"),
    *("::1", "[::1]", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001"),
    *("::1%lo", "[::1%25lo]", "::1%1"),
    *("::ffff:127.0.0.1", "::FFFF:127.0.0.1", "[::ffff:127.9.9.9]", "::ffff:7f00:1"),
)
ELSEWHERE = (
    *("", "localhos", "localhost.example.com", "notlocalhost", "mylocalhost.", "local"),
    *("example.com", "127.example.com", "127.0.0.1.example.com", "127.0.0.1.nip.io"),
    *("128.0.0.1", "126.255.255.255", "10.0.0.1", "192.168.0.1", "255.255.255.255"),
    "0.0.0.0",  # noqa: S104  # nothing is bound
    *("127.0.0", "127.1", "2130706433", "0x7f.0.0.1", "127.0.0.01", "127.0.0.1:80", "127.0.0.256"),
    *("::", "::2", "[::]", "fe80::1", "fe80::1%lo", "::ffff:10.0.0.1", "::127.0.0.1"),
    *("64:ff9b::127.0.0.1", "[::1]:80", "1::"),
)


def test_loopback_is_recognised_by_both() -> None:
    """Both functions are right for every notation."""
    for host in (*LOOPBACK, *ELSEWHERE, None):
        expected = host in LOOPBACK
        assert client_address.is_loopback(host) is expected, host
        assert contract_address.is_loopback(host) is expected, host
