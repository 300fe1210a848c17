"""Counts the requests that a build makes."""

import pathlib
import re
import socket
import threading
from typing import Callable

REQUEST = re.compile(rb"^(?:GET|HEAD|POST|PUT|DELETE) \S+ HTTP/1\.[01]\r\n", re.MULTILINE)


class RequestCounter:
    """Stands between clients and a server, and counts requests."""

    def __init__(self, server: socket.socket, connect: Callable[[], socket.socket]) -> None:
        self.count = 0
        self._server = server
        self._connect = connect
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> "RequestCounter":
        return self

    def __exit__(self, *_: object) -> None:
        # Wakes the thread that waits for the next client, which a mere close does not.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            server = self._connect()
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._relay, args=(source, target, source is client), daemon=True).start()

    def _relay(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        try:
            while piece := source.recv(65536):
                if counts:
                    self.count += len(REQUEST.findall(piece))
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # One side has gone, and with it what there was to relay.
            pass


def before_engine(path: pathlib.Path, engine: str) -> RequestCounter:
    """One at a socket of its own, before an engine's socket."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()

    def connect() -> socket.socket:
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(engine)
        return client

    return RequestCounter(server, connect)


def before_registry(registry: str) -> tuple[RequestCounter, str]:
    """One before a registry on this machine, and its host and port."""
    server = socket.create_server(("127.0.0.1", 0))
    host, _, port = registry.rpartition(":")
    return RequestCounter(server, lambda: socket.create_connection((host, int(port)))), f"127.0.0.1:{server.getsockname()[1]}"
