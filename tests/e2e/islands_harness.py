"""Pages with nothing but an island on them, served from memory with the strict content policy of the product."""

from __future__ import annotations

import gzip
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("HEADWAY_FRONTEND_OUT") or ROOT / "src/headway/app/ui/static/headway/dist")
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Schedule</title>
<link rel="stylesheet" href="/dist/headway.css">
<link rel="stylesheet" href="/dist/schedule.css">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/dist/schedule.js"></script>
<script type="module" src="/dist/chart.js"></script>
</head>
<body><main><h1>Grid control</h1>{body}</main></body>
</html>
"""
# The page's own frame would only take room here.
PAGE_STYLE = """
body { display: block; margin: 0; }
main { display: block; padding: 10px; }
h1 { margin: 0 0 8px; }
hw-schedule { height: calc(100vh - 62px); }
hw-chart { width: 560px; max-width: 100%; }
"""


class IslandServer:
    """Answers with pages, payloads and the built files; every address is known beforehand."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, bytes]] = {
            "/page.css": (200, "text/css", PAGE_STYLE.encode()),
            "/favicon.ico": (200, "image/x-icon", b""),
        }
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep the test's output free of the log."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def page(self, path: str, body: str, *, theme: str = "light") -> str:
        """Put a page there and return its address."""
        self.answers[path] = (200, "text/html; charset=utf-8", PAGE.format(body=body, theme=theme).encode())
        return self.url + path

    def schedule(
        self, payload: object, *, name: str = "plan", mode: str = "project", theme: str = "light", status: int = 200
    ) -> str:
        """Put a payload and a page that shows it there; return the page's address."""
        self.answers[f"/{name}.json"] = (
            status,
            "application/json",
            json.dumps(payload, separators=(",", ":")).encode(),
        )
        if isinstance(payload, dict) and "component" in payload:
            agreements = f"/api/v1/components/{payload['component']['id']}/agreements"
            self.answers[agreements] = (200, "application/json", b'{"count":0,"items":[]}')
        element = f'<hw-schedule data-url="/{name}.json" data-mode="{mode}" data-import-url="/import/"></hw-schedule>'
        return self.page(f"/{name}-{theme}.html", element, theme=theme)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.split("?", maxsplit=1)[0]
        if path.startswith("/dist/") and (DIST / path[6:]).is_file():
            file = DIST / path[6:]
            status, kind, body = 200, TYPES.get(file.suffix, "text/plain"), file.read_bytes()
        else:
            status, kind, body = self.answers.get(path, (404, "text/plain", b"nothing here"))
        zipped = len(body) > 2000 and not path.endswith(".woff2")
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Security-Policy", POLICY)
        if zipped:
            body = gzip.compress(body, 1)
            request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
