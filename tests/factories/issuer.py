"""A small OpenID Connect server, over real HTTP: discovery, keys, a page to sign in at, tokens signed with RS256."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "headway", "a secret of the client"


def pair():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Issuer(HTTPServer):
    """Vouches for each of ``people``, by name; ``forges`` signs with a key that it does not publish."""

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), Asked)
        self.key, self.other_key = pair(), pair()
        self.people: dict[str, dict] = {}
        self.waiting: dict[str, tuple[dict, dict]] = {}
        self.known: dict[str, dict] = {}
        self.forges = False
        self.changes: dict = {}
        self.header: dict = {"kid": "first"}
        self.asked: list[dict] = []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def configuration(self):
        here = self.address
        return {"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/me", "jwks_uri": f"{here}/keys"}  # fmt: skip

    def keys(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "first", "use": "sig", "alg": "RS256"}]}

    def let_go(self, who: str, query: dict) -> str:
        """Return where somebody is sent back to who signed in here, with a code."""
        code = secrets.token_urlsafe(16)
        self.waiting[code] = self.people[who], query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, sent: dict) -> dict | None:
        """Return the tokens for a code, once, to the client that asked for it."""
        person, asked = self.waiting.pop(sent.get("code", ""), ({}, {}))
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not person or sent.get("client_secret") != SECRET or proof != asked["code_challenge"]:
            return None
        access, now = secrets.token_urlsafe(16), int(time.time())
        self.known[access] = person
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300} | person | self.changes
        signed = jwt.encode(claims, self.other_key if self.forges else self.key, "RS256", headers=self.header)
        return {"access_token": access, "token_type": "Bearer", "id_token": signed, "expires_in": 300}


class Asked(BaseHTTPRequestHandler):
    server: Issuer

    def say(self, value, status=200):
        html = isinstance(value, str)
        body = value.encode() if html else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if html else "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        to = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(to.query).items()}
        if to.path == "/authorize" and "as" in query:
            self.send_response(302)
            self.send_header("Location", self.server.let_go(query["as"], query))
            self.end_headers()
        elif to.path == "/authorize":
            links = (f'<p><a href="?{escape(to.query)}&amp;as={who}">{who}</a></p>' for who in self.server.people)
            self.say(f'<html lang="en"><link rel="icon" href="data:,"><h1>Who are you?</h1>{"".join(links)}</html>')
        elif to.path == "/me":
            person = self.server.known.get(self.headers["Authorization"].removeprefix("Bearer "))
            self.say(person or {}, 200 if person else 401)
        else:
            self.say(self.server.keys() if to.path == "/keys" else self.server.configuration())

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append({name: values[0] for name, values in sent.items()})
        answer = self.server.token(self.server.asked[-1])
        self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def log_message(self, *_):
        """Keep quiet."""


@contextlib.contextmanager
def issuing(port: int = 0):
    """Run a server that vouches for people until it is left."""
    server = Issuer(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
