"""The last door before the network: a socket is opened only to an address out on the Internet.

libcurl looks a name up once and shows us the very address that it is about to connect to, so a second look-up
cannot lead elsewhere.
"""

import contextlib
import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNANSWERED_MS = 10_000


def open_socket(
    family: int, kind: int, protocol: int, address: str, is_own_network: bool
) -> socket.socket | None:
    """An unconnected socket for the address; None if we must not connect there."""
    if not is_own_network and not is_public(address):
        return None
    opened = socket.socket(family, kind, protocol)
    with contextlib.suppress(AttributeError, OSError):  # Linux has it; elsewhere the keep-alive does it later
        # One connection carries many messages, so one that a firewall forgot must not live on unnoticed.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_MS)
    return opened


def is_public(address: str) -> bool:
    """True for an address out on the Internet, also when it hides inside an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast
