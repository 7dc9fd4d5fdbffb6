"""Comments, answers and reactions of the demonstration."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.actions.comments import react, write_comment
from headway.app.actions.events import as_of
from headway.app.demo.load_reports import acting
from headway.app.demo.talk import TALK
from headway.app.models import Agreement, ChangeSet, Gate, Record, Report, Stage, SupportRequest, ToleranceException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from headway.app.demo.talk import Words
    from headway.app.models import Comment, Component, Person


def load_talk(people: Mapping[str, Person], components: Mapping[str, Component]) -> None:
    for kind, where, said in TALK:
        target = found(kind, components.get(where))
        if target is not None:
            for words in said:
                say(words, target, people)


def found(kind: str, component: Component | None) -> Model | None:
    """Return what is talked about; None where the season gives no such thing."""
    if kind == "component":
        return component
    if kind == "toleranceexception":
        return ToleranceException.objects.filter(state=ToleranceException.State.SENT).order_by("pk").first()
    rows = {
        "record": Record.objects.filter(kind="risk", trashed_at=None).order_by("number"),
        "changeset": ChangeSet.objects.filter(kind=ChangeSet.Kind.REQUEST, state=ChangeSet.State.PROPOSED),
        "gate": Gate.objects.filter(stage__state=Stage.State.CURRENT).order_by("pk"),
        "supportrequest": SupportRequest.objects.exclude(state=SupportRequest.State.CLOSED).order_by("pk"),
        "agreement": Agreement.objects.filter(state=Agreement.State.ACCEPTED).order_by("pk"),
        "report": Report.objects.filter(state=Report.State.SENT).order_by("-day"),
    }[kind]
    return rows.filter(component=component).first()


def say(words: Words, target: Model, people: Mapping[str, Person], parent: Comment | None = None) -> None:
    with as_of(timezone.now() - timedelta(hours=words.hours)):
        comment = write_comment(acting(people[words.who]), target, words.text, parent=parent)
    with as_of(timezone.now() - timedelta(hours=words.hours - 1)):
        for who, kind in words.reactions:
            react(acting(people[who]), comment, kind)
    for answer in words.answers:
        say(answer, target, people, parent=comment)
