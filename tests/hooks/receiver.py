"""A real server that receives webhooks and judges them with an independent verifier."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """What it answers, changed as a test goes; `got` holds headers and body of every delivery."""

    def __init__(self):
        self.status, self.got, self.port, self.location = 204, [], 0, ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/floortime?from=here"


@contextmanager
def receiver():
    """A `Receiver` that is up while the block runs."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
