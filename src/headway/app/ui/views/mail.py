"""What reaches the reader by mail, and the link in a mail that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from headway.app.actions.mail import choose_mail, choose_times, read_token
from headway.app.models import MailChoice, Notification
from headway.app.queries.mail import modes_of, times_of, zone_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person


class TimesForm(forms.Form):
    digest_at = forms.TimeField()
    quiet_from = forms.TimeField()
    quiet_until = forms.TimeField()


@login_required
def choices(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = TimesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {kind: request.POST.get(kind, "") for kind in Notification.Kind.values}
        choose_mail(person, {kind: mode for kind, mode in given.items() if mode in MailChoice.Mode.values})
        choose_times(person, **form.cleaned_data)
        messages.success(request, "Mail reaches you this way from now on.")
        return redirect("mail")
    modes = modes_of(person)
    kinds = [(kind.value, kind.label, modes[kind]) for kind in Notification.Kind]
    context = {"kinds": kinds, "modes": MailChoice.Mode.choices, "times": times_of(person), "zone": zone_of(person)}
    return render(request, "inbox/mail.html", context | {"form": form}, status=422 if form.is_bound else 200)


@csrf_exempt  # mail programs post without a cookie; the link is signed, and all that it can do is stop mail
def stop(request: HttpRequest, token: str) -> HttpResponse:
    found = read_token(token)
    if found is None:
        raise Http404
    person, kinds = found
    if request.method == "POST":
        choose_mail(person, dict.fromkeys(kinds, MailChoice.Mode.OFF.value))
    labels = [Notification.Kind(kind).label for kind in kinds]
    return render(request, "inbox/stop.html", {"labels": labels, "stopped": request.method == "POST"})
