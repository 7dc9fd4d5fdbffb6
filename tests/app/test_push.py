"""Push: encryption as RFC 8291 prints it, endpoints that are safe, each line once, only what may be seen, signed in."""

import http.server
import json
import socket
import ssl
import struct
import threading
from datetime import UTC, datetime, time, timedelta

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions import push_wire
from headway.app.actions.comments import trash_comment, write_comment
from headway.app.actions.errors import Refused
from headway.app.actions.memberships import revoke_role
from headway.app.actions.news import choose_news, choose_times
from headway.app.actions.push import MOST_ATTEMPTS, fill_pushes, hash_of, send_pushes, subscribe
from headway.app.actions.push_keys import public_key, push_key
from headway.app.actions.push_wire import (
    CURVE,
    Unsafe,
    derived,
    encrypt,
    from_base64,
    host_of,
    in_base64,
    is_public,
    point_of,
    public_address,
)
from headway.app.models import Membership, Notification, OutboxPush, PushSubscription
from headway.app.worker.due import JOBS
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
ENDPOINT = "https://push.example/to/one?x=1"
OWN = ec.generate_private_key(CURVE)
AUTH = b"0123456789abcdef"


def test_encryption_is_what_rfc_8291_prints():
    secret = int.from_bytes(from_base64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh=from_base64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth=from_base64("BTBZMqHH6r4Tts7J_aSIgg"),
        own=ec.derive_private_key(secret, CURVE),
        salt=from_base64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert in_base64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


UNSAFE = (
    "http://push.example/x", "https://push.example:8443/x", "https://a:b@push.example/x", "https://localhost/x", "//x.example",
    "https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x", "https://127.1/x", "https://0x7f.0x1/x",
    "file:///etc/passwd", "https://push.example:x/", "", "https://[::1/x",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", UNSAFE)
def test_endpoints_are_https_with_a_public_name(endpoint):
    with pytest.raises(Unsafe):
        host_of(endpoint)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.8", "64:ff9b::a00:8", "2002:a00:8::1",
     "ff02::1", "2001:db8::1"],
)  # fmt: skip
def test_private_addresses_are_never_spoken_to(address, monkeypatch):
    assert not is_public(address)
    rows = [(None, None, None, "", (each, 443)) for each in ("93.184.215.14", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    with pytest.raises(Unsafe):  # one private address among public ones is enough
        public_address("push.example")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows[:1])
    assert public_address("push.example") == ("93.184.215.14", 443)


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    got: list[tuple[str, dict[str, str], bytes]] = []
    answers: list[tuple[int, dict[str, str]]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), body))
        status, headers = self.answers.pop(0) if self.answers else (201, {})
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


def certificate(folder):
    key, name = (
        ec.generate_private_key(CURVE),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push.example")]),
    )
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("push.example")]), critical=False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "service.pem"
    file.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM) + pem)
    return file


@pytest.fixture
def service(tmp_path, monkeypatch):
    """A push service on this machine, with a certificate of its own, found under a public name."""
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    trust = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(push_wire, "trusted", lambda: trust)
    monkeypatch.setattr(push_wire, "public_address", lambda _: server.server_address)
    Service.got, Service.answers = [], []
    yield Service
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def place(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.member = holder("Max Member", at.project, "team_member")
    choose_times(at.lead, digest_at=time(8), quiet_from=time(0), quiet_until=time(0))
    run_pending()
    Notification.objects.all().delete()
    at.session = SessionStore()
    at.session.create()
    return at


def browser(place, endpoint=ENDPOINT, who=None):
    point = in_base64(point_of(OWN.public_key()))
    return subscribe(who or place.lead, endpoint=endpoint, p256dh=point, auth=in_base64(AUTH),
                     session=place.session.session_key)  # fmt: skip


def mention(place, text="Look here @Lena Lead"):
    place.comment = write_comment(acting(place.member), place.project, text)
    run_pending()
    return Notification.objects.get()


def soon(seconds=60):
    return timezone.now() + timedelta(seconds=seconds)


def opened(body):
    """Read a message as the browser does."""
    salt, size = body[:16], body[20]
    assert struct.unpack("!I", body[16:20]) == (4096,)
    theirs = body[21 : 21 + size]
    shared = OWN.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    info = b"WebPush: info\x00" + point_of(OWN.public_key()) + theirs
    secret = derived(shared, salt=AUTH, info=info, length=32)
    key = derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    return json.loads(AESGCM(key).decrypt(nonce, body[21 + size :], None).removesuffix(b"\x02"))


def test_a_mention_is_pushed_once_and_says_who_sends_it(place, service):
    browser(place)
    row = mention(place)
    assert fill_pushes(timezone.now()) == 0
    assert (fill_pushes(soon()), fill_pushes(soon())) == (1, 0)
    assert send_pushes(soon())["sent"] == 1
    assert send_pushes(soon(3600)) == {"sent": 0, "empty": 0, "failed": 0, "quiet": 0, "gone": 0}
    ((path, headers, body),) = service.got
    assert (path, headers["Content-Encoding"], headers["Host"]) == ("/to/one?x=1", "aes128gcm", "push.example")
    assert opened(body) == {"title": "Commented on “Project”", "body": "Look here @Lena Lead\nMax Member · Project",
                            "url": f"/inbox/{row.pk}/", "tag": f"headway-{row.pk}"}  # fmt: skip
    token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == public_key()
    said = jwt.decode(token, push_key().public_key(), ["ES256"], audience="https://push.example")
    assert said["sub"] == "mailto:headway@localhost"
    assert said["exp"] <= timezone.now().timestamp() + 24 * 3600


def test_a_kind_by_push_alone_is_told_to_who_has_a_browser_for_it(place, service):
    for channel in ("inbox", "mail"):
        choose_news(place.lead, channel, {"mention": "off"})
    write_comment(acting(place.member), place.project, "Nobody hears @Lena Lead")
    run_pending()
    assert not Notification.objects.exists()
    browser(place)
    assert not mention(place).in_inbox
    fill_pushes(soon())
    assert send_pushes(soon())["sent"] == 1


def test_the_worker_pushes_every_minute(place, service):
    browser(place)
    mention(place)
    Notification.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert JOBS["push"].run(timezone.now())["sent"] == 1
    assert len(service.got) == 1


def test_nothing_is_pushed_that_was_read_is_not_wanted_or_may_not_be_seen(place, service):
    browser(place)
    row = mention(place)
    fill_pushes(soon())
    Notification.objects.update(read_at=timezone.now())
    assert send_pushes(soon())["empty"] == 1
    Notification.objects.update(read_at=None)
    OutboxPush.objects.update(state="waiting", next_at=timezone.now())
    choose_news(place.lead, "push", {"mention": "off"})
    assert send_pushes(soon())["empty"] == 1
    choose_news(place.lead, "push", {"mention": "now"})
    OutboxPush.objects.update(state="waiting", next_at=timezone.now())
    trash_comment(acting(place.member), place.comment)
    assert send_pushes(soon())["sent"] == 1
    assert opened(service.got.pop()[2])["body"] == "Max Member · Project"
    OutboxPush.objects.update(state="waiting", next_at=timezone.now())
    revoke_role(SYSTEM, Membership.objects.get(person=place.lead))
    assert send_pushes(soon())["empty"] == 1
    assert service.got == []
    assert row.pk


def test_quiet_hours_hold(place, service):
    browser(place)
    mention(place)
    fill_pushes(soon())
    choose_times(place.lead, digest_at=time(8), quiet_from=time(0), quiet_until=time(23, 59, 59))
    assert send_pushes(soon())["quiet"] == 1
    assert service.got == []
    assert OutboxPush.objects.get().next_at > soon()


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_removed(place, service, status):
    browser(place)
    mention(place)
    fill_pushes(soon())
    service.answers = [(status, {})]
    assert send_pushes(soon())["gone"] == 1
    assert (PushSubscription.objects.count(), OutboxPush.objects.count()) == (0, 0)


def test_who_signed_out_there_gets_nothing_there_any_more(place, service):
    browser(place)
    mention(place)
    fill_pushes(soon())
    Session.objects.all().delete()
    assert send_pushes(soon())["gone"] == 1
    assert service.got == []
    assert not PushSubscription.objects.exists()


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(place, service, monkeypatch):
    browser(place)
    mention(place)
    fill_pushes(soon())
    now = soon()
    service.answers = [(429, {"Retry-After": "3600"})]
    assert send_pushes(now)["failed"] == 1
    assert OutboxPush.objects.get().next_at == now + timedelta(hours=1)
    assert send_pushes(now + timedelta(minutes=59))["failed"] == 0
    service.answers = [(503, {})] * MOST_ATTEMPTS
    for attempt in range(1, MOST_ATTEMPTS):
        send_pushes(now + timedelta(hours=attempt + 1))
    assert (OutboxPush.objects.get().state, len(service.got)) == ("failed", MOST_ATTEMPTS)
    OutboxPush.objects.update(state="waiting", attempts=0, next_at=now)
    service.answers = [(302, {"Location": "https://127.0.0.1/secret"})]
    assert send_pushes(now)["failed"] == 1
    assert OutboxPush.objects.get().state == "failed"  # nothing is followed
    OutboxPush.objects.update(state="waiting", attempts=0, next_at=now)

    def private(host):
        raise Unsafe(f"{host} is not a public address.")

    monkeypatch.setattr(push_wire, "public_address", private)
    assert send_pushes(now)["failed"] == 1
    assert OutboxPush.objects.get().error == "push.example is not a public address."


def test_a_service_with_a_wrong_certificate_gets_nothing(place, service, monkeypatch):
    monkeypatch.setattr(push_wire, "trusted", ssl.create_default_context)
    browser(place)
    mention(place)
    fill_pushes(soon())
    assert send_pushes(soon())["failed"] == 1
    assert service.got == []
    assert "certificate" in OutboxPush.objects.get().error


def test_the_key_is_made_once_and_for_the_owner_alone(place, tmp_path):
    first = public_key()
    assert public_key() == first
    assert [file.name for file in tmp_path.iterdir() if "push" in file.name] == ["push-key.pem"]
    assert (tmp_path / "push-key.pem").stat().st_mode & 0o777 == 0o600
    assert len(from_base64(first)) == 65


def test_the_page_keeps_and_forgets_browsers(place, client):
    client.force_login(place.lead)
    page = client.get("/account/notifications/").content.decode()
    assert f'data-push="{public_key()}"' in page
    given = {"act": "subscribe", "endpoint": ENDPOINT, "p256dh": in_base64(point_of(OWN.public_key())),
             "auth": in_base64(AUTH)}  # fmt: skip
    chrome = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36"}
    assert client.post("/account/push/", given, **chrome).status_code == 204
    assert client.post("/account/push/", given, **chrome).status_code == 204
    row = PushSubscription.objects.get()
    assert (row.person, row.browser) == (place.lead, "Chrome on Linux")
    assert "Chrome on Linux" in client.get("/account/notifications/").content.decode()
    for change in (
        {"endpoint": "https://127.0.0.1/x"},
        {"p256dh": "AAAA"},
        {"auth": "short"},
        {"endpoint": "https://a.b/" + "x" * 1000},
    ):
        assert client.post("/account/push/", given | change).status_code == 422
    client.force_login(place.member)
    client.post("/account/push/", {"act": "remove", "subscription": row.pk})
    client.post("/account/push/", {"act": "unsubscribe", "endpoint": ENDPOINT})
    assert PushSubscription.objects.count() == 1
    client.force_login(place.lead)
    assert client.post("/account/push/", {"act": "remove", "subscription": row.pk}).status_code == 302
    assert not PushSubscription.objects.exists()


def test_a_browser_belongs_to_who_signed_in_last_and_nobody_has_too_many(place):
    browser(place, who=place.member)
    assert browser(place).person == place.lead
    assert PushSubscription.objects.get().endpoint_hash == hash_of(ENDPOINT)
    for number in range(12):
        browser(place, f"https://push.example/{number}")
    assert PushSubscription.objects.count() == 10
    with pytest.raises(Refused):
        browser(place, "http://push.example/")


def test_the_service_worker_is_served_to_everybody_and_keeps_nothing(client):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    script = answer.content.decode()
    assert "showNotification" in script
    assert "fetch" not in script
    assert "import" not in script
