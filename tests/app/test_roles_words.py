"""What a role may do is said without a component behind it, too."""

import pytest

from headway.app.rules import Verb
from headway.app.rules.verbs import act_alone


@pytest.mark.parametrize("verb", Verb)
def test_no_act_ends_in_the_air(verb):
    assert act_alone(verb).split()[-1] not in {"of", "in", "to", "into", "on", "for"}


def test_words_stay_as_they_are_otherwise():
    assert (act_alone(Verb.EDIT_PLAN), act_alone(Verb.VIEW)) == ("Change the plan", "See")
