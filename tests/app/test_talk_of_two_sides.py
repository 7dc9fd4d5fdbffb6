"""Comments where two projects talk: who reads, is told and can be called on a hand-off; directions and branches too."""

import pytest

from factories.people import SYSTEM, acting, client_of, holder
from factories.plans import small_plan
from headway.app.actions.agreements import request_agreement
from headway.app.actions.branches import discard_branch, share_branch, start_branch
from headway.app.actions.comments import edit_comment, react, restore_comment, trash_comment, write_comment
from headway.app.actions.components import trash_component
from headway.app.actions.directions import set_direction
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.models import Comment, Event, Notification, Task, Watch
from headway.app.queries.pages.comments import thread
from headway.app.queries.pages.inbox import entries, lines
from headway.app.queries.trash import trash_of
from headway.app.rules import NotAllowed, visible
from headway.app.rules.talk import readers_of
from headway.app.worker.follow import run_pending


@pytest.fixture
def sides(place):
    """The sibling asks the project; each has a manager who sees their own project alone."""
    install_plan(SYSTEM, place.sibling, small_plan())
    place.giver = holder("Gina Giver", place.project, "project_manager")
    place.taker = holder("Tim Taker", place.sibling, "project_manager")
    place.mate = holder("Tess Mate", place.sibling, "team_member")
    place.above = holder("Ada Above", place.program, "program_manager")
    place.outsider = holder("Otto Outside", place.elsewhere, "project_manager")
    waits = Task.objects.get(component=place.sibling, name="A")
    place.row = request_agreement(SYSTEM, waits, place.project, text="The measured load curve")
    return place


def test_each_side_reads_the_history_of_a_hand_off_in_its_own_words(sides):
    address = f"/history/agreement/{sides.row.pk}/"
    ways = {f"/c/{sides.project.pk}/", f"/c/{sides.sibling.pk}/"}
    seen = {}
    for who in (sides.giver, sides.taker, sides.above):
        page = client_of(who).get(address)
        assert (page.status_code, "agreement.requested" in page.text) == (200, True)
        seen[who.name] = {way for way in ways if f'href="{way}' in page.text}
    assert seen == {
        "Gina Giver": {f"/c/{sides.project.pk}/"},
        "Tim Taker": {f"/c/{sides.sibling.pk}/"},
        "Ada Above": ways,
    }
    assert client_of(sides.outsider).get(address).status_code == 404


def told(who):
    return [
        (row.event.verb, row.count, row.component.name)
        for row in Notification.objects.filter(person=who, event__object_type="comment").order_by("pk")
    ]


def test_both_sides_read_and_answer_and_nobody_else(sides):
    asked = write_comment(acting(sides.taker), sides.row, "Is it metered?")
    answer = write_comment(acting(sides.giver), sides.row, "Since Monday.", parent=asked)
    assert (asked.component, answer.component) == (sides.sibling, sides.project)
    for who in (sides.giver, sides.taker, sides.mate, sides.above):
        assert visible(who, Comment).count() == 2
        (shown,) = thread(who, sides.row, None)
        assert [each.row.text for each in shown.replies] == ["Since Monday."]
    assert not visible(sides.outsider, Comment).exists()
    with pytest.raises(NotAllowed):
        write_comment(acting(sides.outsider), sides.row, "Hello")
    with pytest.raises(NotAllowed):
        react(acting(sides.outsider), asked, "agree")
    trash_component(SYSTEM, sides.sibling)
    assert not visible(sides.giver, Comment).exists()


def test_each_log_tells_of_it_and_names_only_its_own_people(sides):
    write_comment(acting(sides.above), sides.row, "@Gina Giver and @Tess Mate, please agree by phone.")
    events = Event.objects.filter(verb="comment.written").order_by("pk")
    assert [(each.component, each.after["mentioned"], each.summary) for each in events] == [
        (sides.sibling, [sides.mate.pk], "Commented on a hand-off"),
        (sides.project, [sides.giver.pk], "Commented on a hand-off"),
    ]


def test_only_people_of_a_side_that_one_sees_can_be_called_until_they_speak(sides):
    assert set(readers_of(sides.row, sides.giver)) == {sides.giver, sides.above}
    comment = write_comment(acting(sides.giver), sides.row, "What do you need, @Tim Taker?")
    assert not comment.mentioned.exists()
    write_comment(acting(sides.taker), sides.row, "A year of it.")
    assert set(readers_of(sides.row, sides.giver)) == {sides.giver, sides.above, sides.taker}
    assert set(readers_of(sides.row, sides.above)) == {sides.giver, sides.above, sides.taker, sides.mate}
    edit_comment(acting(sides.giver), comment, "From which day, @Tim Taker?")
    assert list(comment.mentioned.all()) == [sides.taker]


def test_inboxes_of_both_sides_get_one_line_each_that_leads_there(sides):
    for who in (sides.taker, sides.giver, sides.above):
        write_comment(acting(who), sides.row, "I follow this.")
    run_pending()
    Notification.objects.all().delete()
    write_comment(acting(sides.mate), sides.row, "Fifteen minutes are enough.")
    run_pending()
    assert told(sides.taker) == [("comment.written", 1, "Sibling")]
    assert told(sides.giver) == [("comment.written", 1, "Project")]
    assert told(sides.above) == [("comment.written", 1, "Sibling")]
    assert told(sides.mate) == []
    (entry,) = entries(sides.giver, lines(sides.giver))
    assert (entry.excerpt, entry.target) == ("Fifteen minutes are enough.", ("talk", "agreement", str(sides.row.pk)))
    assert {watch.component for watch in Watch.objects.filter(person=sides.giver)} == {sides.project}


def test_who_answers_for_the_giver_hears_of_it_without_watching(sides):
    write_comment(acting(sides.taker), sides.row, "Any news?")
    run_pending()
    assert told(sides.row.asked_of) == [("comment.written", 1, "Project")]


def test_an_event_of_the_hand_off_leads_to_its_page(sides):
    run_pending()
    (entry,) = entries(sides.row.asked_of, lines(sides.row.asked_of, kind="decision"))
    assert entry.target == ("agreement", str(sides.row.pk))


def test_a_side_moderates_its_own_words_alone(sides):
    comment = write_comment(acting(sides.mate), sides.row, "Forget it.")
    with pytest.raises(NotAllowed) as refusal:
        trash_comment(acting(sides.giver), comment)
    assert "their project" in str(refusal.value)
    assert "Sibling" not in str(refusal.value)
    (shown,) = thread(sides.giver, sides.row, sides.project)
    assert not shown.may_remove
    trash_comment(acting(sides.taker), comment)
    assert [len(trash_of(who, where)) for who, where in ((sides.taker, sides.sibling), (sides.giver, sides.project))] == [1, 0]  # fmt: skip
    assert not visible(sides.giver, Comment).exists()
    restore_comment(acting(sides.mate), comment)
    assert react(acting(sides.giver), comment, "agree")
    reacted = Event.objects.filter(verb="comment.reacted").values_list("component", flat=True)
    assert set(reacted) == {sides.sibling.pk, sides.project.pk}


def test_pages_and_api_show_the_words_and_not_the_other_end(sides):
    write_comment(acting(sides.taker), sides.row, "Is it **metered**?")
    page, talk = f"/hand-offs/{sides.row.pk}/", f"/talk/agreement/{sides.row.pk}/"
    giver, stranger = client_of(sides.giver), client_of(sides.outsider)
    assert f'hx-get="{talk}"' in giver.get(page).content.decode()
    assert giver.post(f"/watch/agreement/{sides.row.pk}/", {"on": "1"}).status_code == 302
    assert giver.post(talk, {"text": "Since Monday."}).status_code == 302
    shown = giver.get(talk).content.decode()
    assert "<strong>metered</strong>" in shown
    assert "Tim Taker" in shown
    assert f'class="link" href="{page}"' in shown
    assert "Sibling" not in shown
    api = f"/api/v1/comments/on/agreement/{sides.row.pk}"
    assert [each["text"] for each in giver.get(api).json()["items"]] == ["Is it **metered**?", "Since Monday."]
    assert [each["name"] for each in giver.get(f"{api}/people?q=t").json()["items"]] == ["Tim Taker"]
    assert {stranger.get(each).status_code for each in (talk, api, f"{api}/people")} == {404}


def test_a_member_of_both_sides_speaks_from_where_they_may(sides):
    grant_role(SYSTEM, sides.project, sides.taker, "stakeholder")
    assert write_comment(acting(sides.taker), sides.row, "Here and there.").component == sides.sibling


def test_a_direction_is_talked_about_with_each_that_it_is_addressed_to(sides):
    office = holder("Petra PMO", sides.portfolio, "pmo")
    direction = set_direction(acting(office), sides.program, title="Baselines", text="Set one")
    address = direction.addresses.get(component=sides.project)
    write_comment(acting(sides.giver), address, "By when?")
    run_pending()
    assert told(office) == [("comment.written", 1, "Project")]
    assert not visible(sides.taker, Comment).exists()
    giver = client_of(sides.giver)
    page = giver.get(f"/directions/{direction.pk}/").content.decode()
    assert f'hx-get="/talk/directionaddress/{address.pk}/"' in page  # the only one they see: its words are on the page
    assert f'href="/addressed/{address.pk}/"' in giver.get(f"/talk/directionaddress/{address.pk}/").content.decode()
    assert giver.get(f"/addressed/{address.pk}/").url == f"/directions/{direction.pk}/"
    assert client_of(sides.taker).get(f"/talk/directionaddress/{address.pk}/").status_code == 404


def test_a_branch_is_talked_about_by_who_opens_it(sides):
    branch = start_branch(acting(sides.giver), sides.project, name="Two crews")
    assert list(readers_of(branch, sides.giver)) == [sides.giver]
    branch = share_branch(acting(sides.giver), branch, sharing="see")
    write_comment(acting(sides.above), branch, "Cheaper, @Gina Giver")
    assert Event.objects.get(verb="comment.written").summary == "Commented on a what-if branch"
    shown = client_of(sides.giver).get(f"/talk/changeset/{branch.pk}/").content.decode()
    assert f'href="/b/{branch.pk}/compare/"' in shown
    assert f'hx-get="/talk/changeset/{branch.pk}/"' in client_of(sides.above).get(f"/b/{branch.pk}/compare/").content.decode()  # fmt: skip
    assert visible(sides.above, Comment).count() == 1
    discard_branch(acting(sides.giver), branch)
    assert not visible(sides.above, Comment).exists()
