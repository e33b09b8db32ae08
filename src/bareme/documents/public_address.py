"""Resolve a host's name, and tell addresses on the internet from those of this machine and its network."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))  # 6to4 and Teredo hold an IPv4 address too


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which they are to be tried.

    Raises:
        OSError: the name is not known.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Return whether an address is one of the internet. Tunnels are not: they may lead back into a private network."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if embedded := ip.ipv4_mapped or (_last_32_bits(ip) if ip in _NAT64 else None):
            return _is_public_v4(embedded)
        return ip in _GLOBAL_UNICAST and ip.is_global and not any(ip in tunnel for tunnel in _TUNNELS)
    return _is_public_v4(ip)


def _is_public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _last_32_bits(ip: IPv6Address) -> IPv4Address:
    return IPv4Address(int(ip) & 0xFFFFFFFF)
