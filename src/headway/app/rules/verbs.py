"""What can be done to a component and to what hangs on it."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """``object.act``; each is asked of the component that the object belongs to."""

    VIEW = "component.view"
    CREATE_COMPONENT = "component.create"
    UPDATE_COMPONENT = "component.update"
    MOVE_COMPONENT = "component.move"
    TRASH_COMPONENT = "component.trash"
    PRIORITIZE = "component.prioritize"
    GRANT_ROLE = "role.grant"
    EDIT_PLAN = "plan.edit"
    EDIT_GIVEN_PART = "plan.edit_given_part"
    REPORT_PROGRESS = "plan.report_progress"
    REPORT_OWN_PROGRESS = "plan.report_own_progress"
    IMPORT_PLAN = "plan.import"
    SHARE_PLAN = "plan.share"
    SET_BASELINE = "baseline.set"
    EDIT_CALENDAR = "calendar.edit"
    AGREE_DEPENDENCY = "dependency.agree"
    IMPOSE_DEPENDENCY = "dependency.impose"
    EDIT_MONEY = "money.edit"
    RAISE_RECORD = "register.raise"
    EDIT_REGISTER = "register.edit"
    TAKE_ESCALATION = "register.take_escalation"
    EDIT_REQUIREMENT = "requirement.edit"
    EDIT_GIVEN_REQUIREMENT = "requirement.edit_given_part"
    EDIT_QUALITY = "quality.edit"
    EDIT_GIVEN_QUALITY = "quality.edit_given_part"
    EDIT_BACKLOG = "backlog.edit"
    ACCEPT_PRODUCT = "product.accept"
    RUN_SPRINT = "sprint.run"
    SHAPE_BOARD = "board.shape"
    READ_TIME = "time.read"
    APPROVE_TIME = "time.approve"
    SHARE_VIEW = "view.share"
    DEFINE_FIELD = "field.define"
    EDIT_DOCUMENT = "document.edit"
    EDIT_BENEFIT = "benefit.edit"
    EDIT_ADOPTION = "adoption.edit"
    EDIT_OUTCOME = "outcome.edit"
    PROPOSE_CHANGE = "change.propose"
    APPROVE_SMALL_CHANGE = "change.approve_within_budget"
    APPROVE_CHANGE = "change.approve"
    DECIDE_CHANGE = "change.decide"
    SET_TOLERANCE = "tolerance.set"
    RAISE_EXCEPTION = "exception.raise"
    DECIDE_EXCEPTION = "exception.decide"
    SUBMIT_GATE = "gate.submit"
    REVIEW_GATE = "gate.review"
    DECIDE_GATE = "gate.decide"
    SET_STANDARD = "standard.set"
    SET_QUALITY_MARK = "quality.set_mark"
    SET_RANGE = "confidence.set_range"
    SET_DIRECTION = "direction.set"
    ANSWER_DIRECTION = "direction.answer"
    WRITE_REPORT = "report.write"
    REVIEW_REPORT = "report.review"
    REQUEST_SUPPORT = "support.request"
    ANSWER_SUPPORT = "support.answer"
    PROPOSE_SELECTION = "selection.propose"
    DECIDE_SELECTION = "selection.decide"
    READ_SELECTION = "selection.read"
    COMMENT = "comment.write"
    EXPORT_AUDIT = "audit.export"


WORDS: dict[Verb, str] = {
    Verb.VIEW: "see",
    Verb.CREATE_COMPONENT: "add components to",
    Verb.UPDATE_COMPONENT: "change",
    Verb.MOVE_COMPONENT: "move",
    Verb.TRASH_COMPONENT: "put into the trash",
    Verb.PRIORITIZE: "set priorities in",
    Verb.GRANT_ROLE: "give roles in",
    Verb.EDIT_PLAN: "change the plan of",
    Verb.EDIT_GIVEN_PART: "change the given parts of the plan of",
    Verb.REPORT_PROGRESS: "report progress in",
    Verb.REPORT_OWN_PROGRESS: "report progress on own tasks in",
    Verb.IMPORT_PLAN: "import plans into",
    Verb.SHARE_PLAN: "share by a link the plan of",
    Verb.SET_BASELINE: "set a baseline of",
    Verb.EDIT_CALENDAR: "change calendars of",
    Verb.AGREE_DEPENDENCY: "agree on hand-offs of",
    Verb.IMPOSE_DEPENDENCY: "impose hand-offs on",
    Verb.EDIT_MONEY: "change the money of",
    Verb.RAISE_RECORD: "raise risks, issues and actions in",
    Verb.EDIT_REGISTER: "change the register of",
    Verb.TAKE_ESCALATION: "take over escalated risks in",
    Verb.EDIT_REQUIREMENT: "change requirements of",
    Verb.EDIT_GIVEN_REQUIREMENT: "change requirements of the given parts of",
    Verb.EDIT_QUALITY: "change quality records of",
    Verb.EDIT_GIVEN_QUALITY: "change quality records of the given parts of",
    Verb.EDIT_BACKLOG: "change products, releases, needs and the backlog of",
    Verb.ACCEPT_PRODUCT: "accept products of",
    Verb.RUN_SPRINT: "run sprints and boards of",
    Verb.SHAPE_BOARD: "shape the board of",
    Verb.READ_TIME: "read the time that people report in",
    Verb.APPROVE_TIME: "approve the time that people report in",
    Verb.SHARE_VIEW: "share views in",
    Verb.DEFINE_FIELD: "define fields for the tasks of",
    Verb.EDIT_DOCUMENT: "create, change or delete documents of",
    Verb.EDIT_BENEFIT: "change benefits of",
    Verb.EDIT_ADOPTION: "change adoption and readiness of",
    Verb.EDIT_OUTCOME: "change customer outcomes of",
    Verb.PROPOSE_CHANGE: "propose changes to",
    Verb.APPROVE_SMALL_CHANGE: "approve changes within the change budget of",
    Verb.APPROVE_CHANGE: "approve changes as change authority of",
    Verb.DECIDE_CHANGE: "decide changes as the board of",
    Verb.SET_TOLERANCE: "set tolerances of",
    Verb.RAISE_EXCEPTION: "raise exceptions in",
    Verb.DECIDE_EXCEPTION: "decide exceptions of",
    Verb.SUBMIT_GATE: "submit stage gates of",
    Verb.REVIEW_GATE: "review stage gates of",
    Verb.DECIDE_GATE: "decide stage gates of",
    Verb.SET_STANDARD: "set templates and criteria of",
    Verb.SET_QUALITY_MARK: "set what the quality of schedules is held against in",
    Verb.SET_RANGE: "set what is assumed about durations in",
    Verb.SET_DIRECTION: "set directions for",
    Verb.ANSWER_DIRECTION: "answer directions for",
    Verb.WRITE_REPORT: "send reports of",
    Verb.REVIEW_REPORT: "review reports of",
    Verb.REQUEST_SUPPORT: "request support for",
    Verb.ANSWER_SUPPORT: "answer support requests of",
    Verb.PROPOSE_SELECTION: "propose a selection for",
    Verb.DECIDE_SELECTION: "decide the selection of",
    Verb.READ_SELECTION: "read the selections proposed in",
    Verb.COMMENT: "comment on",
    Verb.EXPORT_AUDIT: "export the record of",
}
"""How a refusal says it: "You may not ... <component>"."""
OPEN_ENDS = (" of", " in", " to", " into", " on", " for")


def act_alone(verb: Verb) -> str:
    """Return the same where no component follows: "Change the plan"."""
    words = WORDS[verb]
    end = next((each for each in OPEN_ENDS if words.endswith(each)), "")
    return words.removesuffix(end).capitalize()
