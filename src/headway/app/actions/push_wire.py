"""Web push on the wire: encryption (RFC 8291), who sends (RFC 8292), and a connection to public addresses only."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import os
import socket
import ssl
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

CURVE = ec.SECP256R1()
RECORD = 4096
SECONDS = 15
HTTPS = 443
VALID_SECONDS = 12 * 3600
LONGEST_ANSWER = 4096


class Unsafe(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """An endpoint that is not to be spoken to."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: int


def in_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes, *, p256dh: bytes, auth: bytes, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """Return the body that only the browser with these keys can read: aes128gcm in one record."""
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    point = point_of(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = derived(shared, salt=auth, info=b"WebPush: info\x00" + p256dh + point, length=32)
    key = derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    header = salt + struct.pack("!IB", RECORD, len(point)) + point
    return header + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def vouched(endpoint: str, key: ec.EllipticCurvePrivateKey, contact: str) -> str:
    """Return the header by which the push service knows this installation again."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + VALID_SECONDS, "sub": contact}
    token = jwt.encode(claims, key, algorithm="ES256")
    return f"vapid t={token}, k={in_base64(point_of(key.public_key()))}"


def host_of(endpoint: str) -> str:
    """Return the host of an endpoint that may be spoken to: https, a name, the usual port, nobody's password."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise Unsafe("The address of the push service is no address.") from error
    host = parts.hostname or ""
    if parts.scheme != "https" or port not in {None, HTTPS} or parts.username or parts.password or "." not in host:
        raise Unsafe("A push service has an https address with a public name.")
    if is_number(host):
        raise Unsafe("A push service has a name, not a number.")
    return host


def is_number(host: str) -> bool:
    """Return whether it is an IP address in any notation that some resolver takes."""
    return ":" in host or host.rpartition(".")[2].isdigit() or host.rpartition(".")[2].lower().startswith("0x")


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in ipaddress.ip_network("64:ff9b::/96") or ip in ipaddress.ip_network("64:ff9b:1::/48"):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def public_address(host: str) -> tuple[str, int]:
    """Return one address of the host; none if any of them is not public."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(each) for each in found):
        raise Unsafe(f"{host} is not a public address.")
    return found[0], HTTPS


class Pinned(http.client.HTTPSConnection):
    """Speaks to the address that was checked, whatever the name says by then; follows nothing."""

    def __init__(self, host: str, address: tuple[str, int], trust: ssl.SSLContext) -> None:
        super().__init__(host, timeout=SECONDS, context=trust)
        self.address, self.trust = address, trust

    def connect(self) -> None:
        bare = socket.create_connection(self.address, SECONDS)
        try:
            self.sock = self.trust.wrap_socket(bare, server_hostname=self.host)
        except OSError:
            bare.close()
            raise


def post(endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send it; raises Unsafe for an endpoint that is not public, OSError where nobody answers."""
    host = host_of(endpoint)
    connection = Pinned(host, public_address(host), trusted())
    parts = urlsplit(endpoint)
    try:
        connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
        answer = connection.getresponse()
        answer.read(LONGEST_ANSWER)
    except http.client.HTTPException as error:
        raise OSError(f"the push service answered no HTTP: {type(error).__name__}") from error
    finally:
        connection.close()
    later = answer.getheader("Retry-After") or ""
    return Answer(answer.status, min(int(later), 86400) if later.isdecimal() and len(later) < 9 else 0)


def trusted() -> ssl.SSLContext:
    return ssl.create_default_context()
