"""Counts the requests that a build makes."""

import pathlib
import re
import socket
import threading

REQUEST = re.compile(rb"^(?:GET|HEAD|POST|PUT|DELETE) \S+ HTTP/1\.[01]\r\n", re.MULTILINE)


class RequestCounter:
    """Stands between clients and the engine."""

    def __init__(self, path: pathlib.Path, engine: str) -> None:
        self.host = f"unix://{path}"
        self.count = 0
        self._engine = engine
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen()
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
            engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            engine.connect(self._engine)
            for source, target in ((client, engine), (engine, client)):
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
