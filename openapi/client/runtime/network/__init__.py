"""Connections: addresses, proxies, certificates and sockets."""
