# Written by scripts/generate from openapi/client/runtime/network/__init__.py. Edit that.
"""Connections: addresses, proxies, certificates and sockets."""
