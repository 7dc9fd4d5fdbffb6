"""Addresses of the door and of the second step. The names are django-allauth's: its flows lead from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as accounts
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as sso
from django.urls import path, re_path
from django.views.generic import RedirectView

from headway.app.ui.door import openid, views

if TYPE_CHECKING:
    from django.urls import URLPattern

own_page = RedirectView.as_view(pattern_name="account")

urlpatterns: list[URLPattern] = [
    path("set-up/<str:secret>/", views.set_up, name="set-up"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-in/gone/", accounts.account_inactive, name="account_inactive"),
    path("sign-in/forgot/", accounts.password_reset, name="account_reset_password"),
    path("sign-in/forgot/sent/", accounts.password_reset_done, name="account_reset_password_done"),
    path("sign-in/forgot/done/", accounts.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^sign-in/forgot/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sign-in/confirm/", accounts.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^sign-in/confirm/(?P<key>[-:\w]+)/$", accounts.confirm_email, name="account_confirm_email"),
    path("sign-in/code/", steps.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/again/", accounts.reauthenticate, name="account_reauthenticate"),
    path("sign-in/anew/", views.sign_in_anew, name="sign-in-anew"),
    path("sign-in/again/mail/", accounts.request_reauthentication_code, name="account_request_reauthentication_code"),
    path("sign-in/again/mailed/", accounts.confirm_reauthentication_code, name="account_confirm_reauthentication_code"),
    path("sign-in/again/code/", steps.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-in/with/cancelled/", sso.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/error/", sso.login_error, name="socialaccount_login_error"),
    path("sign-in/with/<slug:provider_id>/", openid.go_there, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", openid.come_back, name="openid_connect_callback"),
    path("account/email/", accounts.email, name="account_email"),
    path("account/security/", steps.index, name="mfa_index"),
    path("account/security/app/", apps.activate_totp, name="mfa_activate_totp"),
    path("account/security/app/off/", apps.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/security/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/security/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("account/security/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/keys/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/", own_page, name="socialaccount_connections"),
    path("account/", own_page, name="account_change_password"),
]
