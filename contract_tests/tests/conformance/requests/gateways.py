"""Gateways as Debian packages them, in their default configuration, in front of a server."""

from __future__ import annotations

import os
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from contract_tests.tests.processes import need, poll

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contract_tests.tests.processes import Start

ATTEMPTS = 5
"""Attempts, since a free port may be in use by the time a gateway listens."""
CONFIGURATIONS = {
    "nginx": """
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass {base_url}; }}
    }}
}}
""",
    "apache2": """
ServerName 127.0.0.1
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/errors
DefaultRuntimeDir {folder}
Listen 127.0.0.1:{port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
Include /etc/apache2/conf-available/security.conf
ProxyPass / {base_url}/
""",
    "haproxy": """
defaults
    mode http
    timeout connect 5000
    timeout client 50000
    timeout server 50000
    errorfile 400 /etc/haproxy/errors/400.http
    errorfile 403 /etc/haproxy/errors/403.http
    errorfile 503 /etc/haproxy/errors/503.http
frontend front
    bind 127.0.0.1:{port}
    default_backend back
backend back
    server one {address}
""",
    "caddy": """
{{
    admin off
    auto_https off
    storage file_system {folder}
}}
http://127.0.0.1:{port} {{
    reverse_proxy {base_url}
}}
""",
}
COMMANDS = {
    "nginx": ("nginx", "-e", "stderr", "-p", "{folder}", "-c", "{file}"),
    "apache2": ("apache2", "-X", "-f", "{file}"),
    "haproxy": ("haproxy", "-db", "-f", "{file}"),
    "caddy": ("caddy", "run", "--adapter", "caddyfile", "--config", "{file}"),
}
"""Commands that stay in the foreground."""


@contextmanager
def gateway(start: Start, name: str, base_url: str, folder: Path) -> Iterator[str]:
    """Run a gateway in front of a server for the length of a block; yields its base URL."""
    # Debian installs servers outside of a user's PATH.
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": str(folder)}
    os.environ["PATH"] = environment["PATH"]
    need(name)
    folder.mkdir()
    for _ in range(ATTEMPTS):
        port = _free_port()
        values = {
            "base_url": base_url,
            "address": base_url.removeprefix("http://"),
            "port": port,
            "folder": folder,
            "file": folder / "configuration",
        }
        (folder / "configuration").write_text(CONFIGURATIONS[name].format_map(values))
        command = [part.format_map(values) for part in COMMANDS[name]]
        with start(*command, env=environment, cwd=folder) as process:
            poll(lambda: process.poll() is not None or _listens(port))  # noqa: B023
            if process.poll() is None:
                yield f"http://127.0.0.1:{port}"
                return
            problem = process.communicate()
    raise OSError(f"{name} does not start: {problem}")


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
