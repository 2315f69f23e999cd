"""A real web server on this machine that says what a test tells it to, and remembers how it was asked."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """What it answers, changed by the test as it goes; `asked` holds the headers of every request."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b""
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/busy.ics?key=secret"


@contextmanager
def web_site():
    """A `Site` that is up while the block runs."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
            same = self.headers.get("If-None-Match") == site.headers.get("ETag") is not None
            self.send_response(304 if same else site.status)
            for name, value in {"Content-Length": str(len(site.body)), **site.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not same:
                self.wfile.write(site.body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def silent_server(drip: bytes = b""):
    """Takes a connection and never ends its answer: nothing, or one byte again and again. Gives the port."""
    door = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def hold() -> None:
        door.settimeout(10)
        try:
            talk, _who = door.accept()
        except OSError:
            return
        with talk:
            while not over.wait(0.02):
                try:
                    talk.sendall(drip)
                except OSError:
                    return

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    try:
        yield door.getsockname()[1]
    finally:
        over.set()
        thread.join(15)
        door.close()
