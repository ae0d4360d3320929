"""Where a model may be: the rules for an address. Pure, but for looking a host name up."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal

from assistant.errors import ConfigurationError, EgressBlocked

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?))"
    r"(?::(?P<port>\d{1,5}))?(?:/[\w./~-]*)?",
    re.IGNORECASE | re.ASCII,
)
_HOUSE = tuple(
    ip_network(net)
    for net in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
)  # fmt: skip
_HOUSE_NAMES = (".local", ".lan", ".localhost")
_UNREADABLE = "The model's address in the configuration is not one I can use, so your own words stand."
_OUTSIDE = "The model's address is outside this house, so nothing was sent and your own words stand."


def allow(trust: Literal["blocked", "local", "covered"], base_url: str) -> str:
    """The host that may be called, for `resolve`; the rules that need no network.

    Raises `EgressBlocked` where nothing may leave, `ConfigurationError` where trust and address do not fit.
    """
    if trust == "blocked":
        raise EgressBlocked("Drafting by a model is switched off, so your own words stand.", fix="[drafting] trust")
    called = host(base_url)
    if not called:
        raise ConfigurationError(_UNREADABLE, fix="[drafting] base_url is like https://host/path: no user, no query")
    if trust == "covered" and not base_url.lower().startswith("https:"):
        raise ConfigurationError(_UNREADABLE, fix="[drafting] base_url must begin with https:// where trust is covered")
    if trust == "local" and not _in_house_by_name(called):
        raise ConfigurationError(
            _OUTSIDE,
            fix="[drafting] with trust = local, base_url is a private address or a name ending in .local or .lan",
        )
    return called


def host(base_url: str) -> str:
    """The host of an address that may be used at all, in lower case; empty of any other."""
    parts = _ADDRESS.fullmatch(base_url)
    if parts is None or int(parts["port"] or 1) not in range(1, 65536):
        return ""
    return str(parts["six"] or parts["host"]).lower()


def resolve(name: str) -> None:
    """Look a local host name up; every address it has must be of this house.

    Blocks. Raises `EgressBlocked`, `OSError` where the name is not known.
    """
    addresses = [ip_address(str(found[4][0]).partition("%")[0]) for found in socket.getaddrinfo(name, None)]
    if not all(map(_in_house, addresses)):
        raise EgressBlocked(_OUTSIDE, fix="[drafting] the name in base_url leads outside this house")


def _in_house_by_name(host: str) -> bool:
    try:
        return _in_house(ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith(_HOUSE_NAMES)


def _in_house(address: IPv4Address | IPv6Address) -> bool:
    return any(address.version == net.version and address in net for net in _HOUSE)
