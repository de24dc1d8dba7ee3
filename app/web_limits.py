"""How often somebody may ask: limits by network, beside those by address of the features (Flask-Limiter)."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, request
from flask_limiter import Limiter

from app.settings import Settings

__all__ = ["init_app", "limiter", "network", "network_of"]


def network() -> str:
    """The network of who asks."""
    return network_of(request.remote_addr)


def network_of(remote: str | None) -> str:
    """An IPv4 address, or the /64 of an IPv6 address, of which one household has 2^64."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


limiter = Limiter(key_func=network, headers_enabled=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Limits in the process, or in Redis where several processes share them."""
    app.config.update(
        RATELIMIT_ENABLED=settings.limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STRATEGY="moving-window",
    )
    limiter.init_app(app)
