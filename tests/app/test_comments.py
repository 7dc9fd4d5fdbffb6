"""Comments: who may write, read and be mentioned; one level of answers; changes, trash, reactions; safe words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import mspdi, small_plan
from headway.app.actions.change_requests import propose_request, start_request, state_effects
from headway.app.actions.comments import (
    edit_comment,
    mentioned_in,
    react,
    restore_comment,
    trash_comment,
    write_comment,
)
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.imports import start_import
from headway.app.actions.purge import empty_trash
from headway.app.actions.records import raise_record, trash_record
from headway.app.actions.reports import draft_report
from headway.app.actions.support import request_support
from headway.app.models import ChangeSet, Comment, Event, Gate, Reaction, ToleranceException
from headway.app.queries.markup import as_html, as_words
from headway.app.queries.pages.comments import thread
from headway.app.queries.trash import find_in_trash, trash_of
from headway.app.rules import NotAllowed, visible
from headway.app.rules.talk import readers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    at.lead = holder("Lena Lead", at.program, "program_manager")
    at.member = holder("Max Member", at.project, "team_member")
    at.outsider = holder("Otto Outside", at.elsewhere, "project_manager")
    return at


def say(place, text, who=None, **more):
    return write_comment(acting(who or place.member), place.project, text, **more)


def test_a_comment_says_who_about_what_and_calls_only_readers(place):
    comment = say(place, "Ask @lena lead, not @Otto Outside, nor x@Lena Lead")
    assert list(comment.mentioned.all()) == [place.lead]
    event = Event.objects.get(verb="comment.written")
    assert event.after == {"object_type": "component", "object_id": place.project.pk, "parent": None, "answers": None,
                           "mentioned": [place.lead.pk]}  # fmt: skip
    assert "Ask" not in event.summary


def test_the_longest_name_is_meant_and_two_of_one_name_need_an_address():
    ann, annlee = person("Ann"), person("Ann Lee")
    assert mentioned_in("hello @Ann Lee!", [ann, annlee]) == [annlee]
    assert mentioned_in("hello @Ann, you", [ann, annlee]) == [ann]
    assert mentioned_in("hello @Annika", [ann, annlee]) == []
    other = person("Other")
    other.name = "Ann"
    with pytest.raises(Refused, match="Several people"):
        mentioned_in("@Ann", [ann, other])
    assert mentioned_in("@other@example.org", [ann, other]) == [other]


def test_answers_go_one_level_deep_and_stay_in_their_thread(place):
    top = say(place, "One")
    answer = say(place, "Two", place.lead, parent=top)
    deeper = say(place, "Three", parent=answer)
    assert (answer.parent, deeper.parent) == (top, top)
    record = raise_record(SYSTEM, place.project, "risk", title="Frost")
    with pytest.raises(Refused, match="something else"):
        write_comment(acting(place.lead), record, "Four", parent=top)
    (shown,) = thread(place.member, place.project, None)
    assert [each.row.text for each in shown.replies] == ["Two", "Three"]


def test_authors_change_their_words_for_an_hour_and_history_stays(place):
    comment = say(place, "Wrong")
    with pytest.raises(NotAllowed):
        edit_comment(acting(place.lead), comment, "Mine now")
    changed = edit_comment(acting(place.member), comment, "Right @Lena Lead", version=1)
    assert [each.text for each in changed.revisions.all()] == ["Wrong"]
    assert Event.objects.get(verb="comment.edited").after["mentioned"] == [place.lead.pk]
    with pytest.raises(Stale):
        edit_comment(acting(place.member), comment, "Late", version=1)
    Comment.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(Refused, match="one hour"):
        edit_comment(acting(place.member), Comment.objects.get(), "Too late")


def test_the_trash_keeps_a_comment_and_its_answers_stay(place):
    top = say(place, "One")
    say(place, "Two", place.lead, parent=top)
    with pytest.raises(NotAllowed):
        trash_comment(acting(holder("Guest", place.project, "stakeholder")), top)
    trash_comment(acting(place.member), top)
    assert not visible(place.lead, Comment).filter(pk=top.pk).exists()
    (shown,) = thread(place.lead, place.project, place.project)
    assert (shown.gone, shown.html, len(shown.replies)) == (True, "", 1)
    (entry,) = trash_of(place.lead, place.project)
    assert entry.kind == "comment"
    assert "One" not in entry.title
    restore_comment(acting(place.lead), find_in_trash(place.lead, "comment", top.pk))
    assert visible(place.lead, Comment).count() == 2
    trash_comment(acting(place.lead), Comment.objects.get(pk=top.pk))
    assert empty_trash(acting(place.lead), place.project) == 1
    assert Comment.objects.get().parent is None


def test_a_reaction_stands_once_and_is_taken_back(place):
    comment = say(place, "Done?")
    assert react(acting(place.lead), comment, "done") is True
    assert react(acting(place.member), comment, "done") is True
    (shown,) = thread(place.lead, place.project, None)
    assert [(each.kind, each.count, each.mine) for each in shown.reactions] == [("done", 2, True)]
    assert react(acting(place.lead), comment, "done") is False
    assert Reaction.objects.get().person == place.member
    with pytest.raises(Refused, match="no reaction"):
        react(acting(place.lead), comment, "rocket")


def test_what_is_said_about_a_preview_is_for_those_who_see_it(place):
    change_set = start_import(acting(place.lead), place.program, name="a.xml", data=mspdi(small_plan()))
    comment = write_comment(acting(place.lead), change_set, "Secret")
    guest = holder("Guest", place.program, "stakeholder")
    assert not visible(guest, Comment).exists()
    assert guest not in readers_of(change_set, place.lead)
    with pytest.raises(NotAllowed):
        write_comment(acting(guest), change_set, "Hello")
    with pytest.raises(NotAllowed):
        react(acting(guest), comment, "agree")


def test_what_is_said_about_a_record_goes_with_it(place):
    record = raise_record(SYSTEM, place.project, "risk", title="Frost")
    write_comment(acting(place.member), record, "Cold")
    assert visible(place.member, Comment).count() == 1
    trash_record(SYSTEM, record)
    assert visible(place.member, Comment).count() == 0


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* `c`\nd", "<p><strong>a</strong> <em>b</em> <code>c</code><br>\nd</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://a.b/c.png)", '<p>!<a href="https://a.b/c.png" rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("# no heading", "<p># no heading</p>\n"),
        ('[x](https://a.b "t\\"onclick=1")', '<p><a href="https://a.b" rel="noopener noreferrer nofollow">x</a></p>\n'),
    ],
)
def test_words_are_safe(text, html):
    assert as_html(text) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The *first* **and** `last`", "The first and last"),
        ("With it:\n\n- more\n- less\n\n> said", "With it: more less said"),
        ("<b>2 < 3 & 4</b> [here](https://x.example)", "<b>2 < 3 & 4</b> here"),
        ("One\ntwo", "One two"),
    ],
)
def test_words_alone_have_no_marks(text, words):
    assert as_words(text) == words


def test_the_page_works_without_scripts_and_in_parts(place, client):
    client.force_login(place.member)
    url = f"/talk/component/{place.project.pk}/"
    assert client.post(url, {"text": "Hello **you**"}).status_code == 302
    body = client.get(url).content.decode()
    assert "<strong>you</strong>" in body
    assert "<nav" in body
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<nav" not in part
    wrong = client.post(url, {"text": " "})
    assert wrong.status_code == 422
    comment = Comment.objects.get()
    assert client.post(f"/comments/{comment.pk}/react/", {"kind": "thanks"}).status_code == 302
    assert client.post(f"/comments/{comment.pk}/change/", {"text": "Other", "version": 1}).status_code == 302
    assert client.post(f"/comments/{comment.pk}/trash/").status_code == 302
    assert client.post(f"/comments/{comment.pk}/restore/").status_code == 302
    assert "Other" in client.get(url).content.decode()
    client.force_login(place.lead)
    assert client.post(f"/comments/{comment.pk}/restore/").status_code == 404
    client.force_login(place.outsider)
    assert client.get(url).status_code == 404
    assert client.post(f"/comments/{comment.pk}/react/", {"kind": "thanks"}).status_code == 404


def test_the_page_costs_the_same_for_many_comments(place, client, django_assert_max_num_queries):
    for number in range(30):
        react(acting(place.member), say(place, f"Number {number}"), "agree")
    client.force_login(place.member)
    with django_assert_max_num_queries(14):
        client.get(f"/talk/component/{place.project.pk}/", headers={"HX-Request": "true"})


def test_the_api_writes_reads_and_tells_who_can_be_mentioned(place, client):
    client.force_login(place.member)
    base = f"/api/v1/comments/on/component/{place.project.pk}"
    made = client.post(base, {"text": "Hi @Lena Lead"}, content_type="application/json")
    assert made.status_code == 201
    pk = made.json()["id"]
    assert [each["text"] for each in client.get(base).json()["items"]] == ["Hi @Lena Lead"]
    assert [each["call"] for each in client.get(f"{base}/people?q=le").json()["items"]] == ["Lena Lead"]
    assert client.get(f"{base}/people?q=otto").json()["items"] == []
    patch = client.patch(f"/api/v1/comments/{pk}", {"text": "Ho", "version": 1}, content_type="application/json")
    assert patch.json()["text"] == "Ho"
    reacted = client.post(f"/api/v1/comments/{pk}/reactions", {"kind": "agree"}, content_type="application/json")
    assert reacted.json()["stands"] is True
    assert client.delete(f"/api/v1/comments/{pk}").status_code == 204
    assert client.get(base).json()["items"] == []
    client.force_login(place.outsider)
    assert client.get(base).status_code == 404


def pages_of_everything(place):
    """One thing of each kind that has a page, with the address of that page."""
    project = place.project
    apply_life_cycle(SYSTEM, project, "predictive")
    exception = ToleranceException.objects.create(
        component=project, decided_at_component=place.program, dimension="time", target=0, forecast=9, what="Late"
    )
    asked = request_support(acting(place.manager), project, text="Two welders")
    draft = draft_report(SYSTEM, project, kind="checkpoint")
    change = start_request(acting(place.manager), project, name="Wider gate", description="For cranes")
    gate = Gate.objects.filter(component=project).first()
    return {
        ("gate", gate.pk): f"/g/{gate.pk}/",
        ("toleranceexception", exception.pk): f"/x/{exception.pk}/",
        ("supportrequest", asked.pk): f"/support/{asked.pk}/",
        ("report", draft.pk): f"/reports/{draft.pk}/",
        ("changeset", change.pk): f"/cr/{change.pk}/",
    }


def test_every_page_of_something_that_is_talked_about_has_its_comments(place, client):
    place.manager = holder("Mia Manager", place.project, "project_manager")
    client.force_login(place.manager)
    for (kind, pk), page in pages_of_everything(place).items():
        assert f'hx-get="/talk/{kind}/{pk}/"' in client.get(page).content.decode(), kind
        client.post(f"/talk/{kind}/{pk}/", {"text": f"On a {kind}"})
        alone = client.get(f"/talk/{kind}/{pk}/").content.decode()
        assert f"On a {kind}" in alone
        assert f'class="link" href="{page}"' in alone
    said = list(Event.objects.filter(verb="comment.written").order_by("sequence").values_list("summary", flat=True))
    assert said == [f"Commented on {each}" for each in
                    ("a gate", "an exception", "a request for support", "a report", "a change request")]  # fmt: skip


def test_the_draft_of_a_change_request_and_its_comments_are_its_authors_alone(place, client):
    place.manager = holder("Mia Manager", place.project, "project_manager")
    change = start_request(acting(place.manager), place.project, name="Wider gate", description="For cranes")
    comment = write_comment(acting(place.manager), change, "Zugzwang @Lena Lead")
    assert list(comment.mentioned.all()) == []
    assert not visible(place.lead, Comment).exists()
    client.force_login(place.lead)
    assert client.get(f"/talk/changeset/{change.pk}/").status_code == 404
    propose_request(acting(place.manager), state_effects(acting(place.manager), change, {"scope": "One gate"}))
    assert "Zugzwang" in client.get(f"/talk/changeset/{change.pk}/").content.decode()
    assert list(readers_of(ChangeSet.objects.get(pk=change.pk), place.lead).order_by("name")) == [
        place.lead, place.member, place.manager
    ]  # fmt: skip
