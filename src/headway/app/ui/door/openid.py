"""The answer of the organisation's sign-in: taken only when signed by it, for us, about one and the same person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from requests import RequestException

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a pair of keys alone: a shared secret, or none, would let others than the issuer sign."""
CLOCKS_APART = 60
"""Seconds by which its clock and ours may differ."""
PROVIDER = "sso"
NEEDED = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class CheckedSignOn(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """django-allauth leaves the signature to TLS; behind a proxy that ends it, nobody would have looked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if missing := NEEDED - set(config):
            raise OAuth2Error(f"the configuration of the issuer lacks {', '.join(sorted(missing))}")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **values: Any) -> SocialLogin:
        """Read who it is: from the signed token, and what the server adds about the same person."""
        data = {"id_token": self.checked(app, values["response"].get("id_token"))}
        if "userinfo_endpoint" in self.openid_config:
            data["userinfo"] = self.fetched(self.profile_url, {"Authorization": f"Bearer {token.token}"})
            if data["userinfo"].get("sub") != data["id_token"]["sub"]:
                raise OAuth2Error("the token and the information are about different people")
        return self.get_provider().sociallogin_from_response(request, data)

    def checked(self, app: SocialApp, id_token: object) -> dict[str, Any]:
        """Return what a token says whose signature, issuer, audience and time are right."""
        config = self.openid_config
        try:
            named = jwt.get_unverified_header(str(id_token)).get("kid")
            keys = jwt.PyJWKSet.from_dict(self.fetched(config["jwks_uri"])).keys
            key = next((each for each in keys if named in (each.key_id, None)), None)
            if key is None:
                raise OAuth2Error("the token is signed with a key that the issuer does not publish")
            claims: dict[str, Any] = jwt.decode(
                str(id_token), key, SIGNED_BY, {"require": ["exp", "iat", "sub"]},
                audience=app.client_id, issuer=config["issuer"], leeway=CLOCKS_APART,
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the token is not valid: {error}") from error
        return claims

    def fetched(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise OAuth2Error(f"{address} answers with something else than an object")
        return found


def through(view: type[OAuth2LoginView | OAuth2CallbackView], request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show one of django-allauth's views, once the server has answered; where it does not, say so."""
    if not settings.HEADWAY_SSO_ISSUER or provider_id != PROVIDER:
        raise Http404
    adapter = CheckedSignOn(request, provider_id)
    try:
        _ = adapter.openid_config
    except (RequestException, OAuth2Error) as error:
        log.warning("Single sign-on cannot be reached: %s: %s", type(error).__name__, error)
        messages.error(request, f"“{settings.HEADWAY_SSO_NAME}” cannot be reached now. Try again in a minute.")
        return redirect("sign-in")
    answer: HttpResponse = view.adapter_view(adapter)(request)
    return answer


def go_there(request: HttpRequest, provider_id: str) -> HttpResponse:
    return through(OAuth2LoginView, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return through(OAuth2CallbackView, request, provider_id)
