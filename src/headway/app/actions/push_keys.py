"""The key by which push services know this installation: made at first use, kept in the data folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from headway.app.actions.push_wire import CURVE, in_base64, point_of

if TYPE_CHECKING:
    from pathlib import Path

NAME = "push-key.pem"


def push_key() -> ec.EllipticCurvePrivateKey:
    """Return the key; the first caller makes it, readable by the owner only."""
    path: Path = settings.DATA_DIR / NAME
    if not path.exists():
        make(path)
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no key of an elliptic curve")
    return key


def make(path: Path) -> None:
    """Write a new key whole or not at all; of two who do so at once, the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = ec.generate_private_key(CURVE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = path.with_name(f"{NAME}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def public_key() -> str:
    """Return what a browser needs to subscribe."""
    return in_base64(point_of(push_key().public_key()))
