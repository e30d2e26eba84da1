"""A site served on this machine, and a page that tells what ran in it: what every test in a browser asks for."""

import contextlib
import functools
import gzip
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

WATCH = """window.hits = []; window.fmpwned = () => window.hits.push(location.href);
addEventListener("securitypolicyviolation", event => window.hits.push(`${event.violatedDirective} ${event.blockedURI}`));"""
_PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml")


class _Handler(SimpleHTTPRequestHandler):
    asked: list[str]

    def log_message(self, *_: Any) -> None:
        self.asked.append(self.path)

    def do_GET(self) -> None:
        """As a server on the net sends it: text is packed."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if path.suffix not in _PACKED or not path.is_file() or "gzip" not in (self.headers["Accept-Encoding"] or ""):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A site on this machine, and the paths that were asked for."""
    handler = type("Handler", (_Handler,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked
        server.shutdown()


def watched(browser: Any, address: str) -> tuple[Any, list[str]]:
    """A page that keeps what ran or was refused, and the addresses asked for that are not of this site."""
    page, elsewhere = browser.new_page(), list[str]()
    page.add_init_script(WATCH)
    page.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
    page.on("dialog", lambda dialog: (elsewhere.append("dialog"), dialog.dismiss()))
    return page, elsewhere
