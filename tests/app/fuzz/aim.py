"""What schemathesis makes of the document, aimed at rows that exist: a made-up number finds nothing but 404."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from headway.app.models import (
    Agreement,
    Baseline,
    Calendar,
    ChangeSet,
    Comment,
    Component,
    Criterion,
    CustomField,
    Dependency,
    Direction,
    DirectionAddress,
    EvidenceFile,
    Gate,
    Notification,
    Person,
    Record,
    Report,
    Resource,
    SavedView,
    SelectionCandidate,
    SelectionProposal,
    SelectionRound,
    Sprint,
    SupportRequest,
    Task,
    ToleranceException,
    TrashItem,
)

if TYPE_CHECKING:
    from django.db.models import Model
    from schemathesis import Case

OF_ADDRESS: dict[str, type[Model]] = {
    "components": Component, "plans": Component, "roadmaps": Component, "tasks": Task, "dependencies": Dependency,
    "imports": ChangeSet, "records": Record, "reports": Report, "support-requests": SupportRequest, "agreements": Agreement, "directions": Direction,
    "direction-addresses": DirectionAddress, "comments": Comment, "inbox": Notification, "baselines": Baseline,
    "calendars": Calendar, "branches": ChangeSet, "views": SavedView, "fields": CustomField,
    "gates": Gate, "criteria": Criterion, "evidence": EvidenceFile, "exceptions": ToleranceException,
    "sprints": Sprint, "selections": SelectionRound, "selection-candidates": SelectionCandidate,
    "changes": ChangeSet,
}  # fmt: skip
"""The table of the number in an address, by the word before it."""
OF_WORD: dict[str, type[Model]] = {
    "component": Component, "task": Task, "record": Record, "gate": Gate, "report": Report, "changeset": ChangeSet,
    "direction": Direction, "supportrequest": SupportRequest, "comment": Comment, "item": TrashItem,
    "agreement": Agreement, "directionaddress": DirectionAddress, "sprint": Sprint, "selectionround": SelectionRound,
    "selectionproposal": SelectionProposal,
}  # fmt: skip
"""The table of the number in an address, by the name of a kind that stands before it."""
OF_FIELD: dict[str, type[Model]] = {
    "component": Component, "below": Component, "calendar": Calendar, "after": Task, "predecessor": Task,
    "successor": Task, "giver": Component, "owner": Person, "task": Task, "who": Person, "resource": Resource,
    "leftovers": Sprint, "sprint": Sprint, "subject": Component, "before": Task, "dependency": Dependency,
    "record": Record,
}  # fmt: skip
KIND = re.compile(r"\{(object_type|kind)\}")
UNREADABLE = ("a\x00b", "\x00")
"""What PostgreSQL does not keep: schemathesis makes it seldom."""
MOSTLY = st.integers(0, 9).map(bool)
"""One in ten keeps what was made up."""


class Aim:
    """The numbers of the rows there are, read once."""

    def __init__(self) -> None:
        models = {*OF_ADDRESS.values(), *OF_WORD.values(), *OF_FIELD.values()}
        self.numbers = {model: sorted(model._default_manager.values_list("pk", flat=True)) for model in models}
        lacking = [model.__name__ for model, numbers in self.numbers.items() if not numbers]
        assert not lacking, "the portfolio of the test lacks rows of a table"

    def row(self, data: Any, model: type[Model]) -> int:
        return int(data.draw(st.sampled_from(self.numbers[model])))

    def at_rows(self, case: Case, data: Any) -> Case:
        """Put numbers of rows into most of what names one, and the version that the row has."""
        model = self.address(case, data)
        inner = case.body.get("change") if isinstance(case.body, dict) else None
        parts = [part for part in (case.query, case.body, inner) if isinstance(part, dict)]
        for part in parts:
            for name in sorted(set(part) & {*OF_FIELD, "parent"}):
                of = OF_FIELD.get(name) or parent_of(case)
                if part[name] is not None and data.draw(MOSTLY):
                    part[name] = self.row(data, of)
            if isinstance(part.get("object_type"), str) and data.draw(MOSTLY):
                part["object_type"] = data.draw(st.sampled_from(sorted(OF_WORD)))
                part["object_id"] = self.row(data, OF_WORD[part["object_type"]])
            if "version" in part and model is not None and data.draw(MOSTLY):
                row = model._default_manager.filter(pk=next(iter(case.path_parameters.values()))).first()
                part["version"] = getattr(row, "version", part["version"])
            words = sorted(name for name, value in part.items() if isinstance(value, str))
            if words and not data.draw(MOSTLY):
                part[data.draw(st.sampled_from(words))] = data.draw(st.sampled_from(UNREADABLE))
        return case

    def address(self, case: Case, data: Any) -> type[Model] | None:
        if not case.path_parameters or not data.draw(MOSTLY):
            return None
        if found := KIND.search(case.path):
            word = data.draw(st.sampled_from(sorted(OF_WORD)))
            number = self.row(data, OF_WORD[word])
            case.path_parameters = {name: word if name == found[1] else number for name in case.path_parameters}
            return OF_WORD[word]
        before = case.path.split("/{")[0].rsplit("/", 1)[-1]
        assert before in OF_ADDRESS, f"say in {__name__}.OF_ADDRESS which rows {case.path} is about"
        model = OF_ADDRESS[before]
        case.path_parameters = dict.fromkeys(case.path_parameters, self.row(data, model))
        return model


def parent_of(case: Case) -> type[Model]:
    if "/tasks" in case.path:
        return Task
    return Comment if "/comments" in case.path else Component
