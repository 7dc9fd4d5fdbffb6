"""What people of the demonstration say to each other, written by hand."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    who: str
    text: str
    hours: int
    """So many hours ago."""
    reactions: tuple[tuple[str, str], ...] = ()
    """Person and kind."""
    answers: tuple[Words, ...] = ()


TALK: tuple[tuple[str, str, tuple[Words, ...]], ...] = (
    # kind of thing, project, what is said about its first one (of a risk: the first of the register)
    ("component", "ravnsund", (
        Words("jonas", "The shipyard asks whether we can switch bay 3 on a **Saturday** instead of a weeknight. Crane and crew are"
              " free. @Maja Ekdahl, do we need the control center for that?", 50, (("anders", "agree"),), (
                  Words("maja", "We do: two people for four hours. @Anders Hjelm, could you spare them on the 12th?", 46),
                  Words("anders", "Yes, if the switching order reaches us by Wednesday.", 30,
                        (("maja", "thanks"), ("jonas", "done"))),
              )),
        Words("tobias", "I tell the coastal line about the later bay today. Please keep the hand-off date in the plan as it is until"
              " the second test is through.", 20, (("maja", "agree"),)),
        Words("ulrik", "The dry dock is booked until the 14th. After that any night suits the yard.", 9, (("maja", "thanks"),)),
    )),
    ("record", "ravnsund", (
        Words("mikkel", "The laboratory in Ludvika has a free slot in three weeks. It has to be confirmed by Friday.", 28,
              (("maja", "thanks"),), (Words("maja", "Confirmed. @Mikkel Thorsen, please send them the test report of phase B.", 25),)),
    )),
    ("changeset", "ravnsund", (
        Words("tobias", "Three days for two engineers is what the last witness cost. What would we do differently if the test fails again?",
              22, (), (Words("maja", "We would see it *before* shipping: six weeks saved. The risk is in the request.", 18,
                             (("tobias", "agree"),)),)),
    )),
    ("gate", "battery", (
        Words("vera", "The grid fee decides this case. Where does the 4.20 come from?", 44, (), (
            Words("felix", "From the tariff of spring, without the discount that storage gets from January. With it:\n\n"
                  "- net present value rises by 0.4 M€\n- payback falls to nine years", 40,
                  (("vera", "thanks"), ("helena", "unclear"))),)),
    )),
    ("toleranceexception", "", (
        Words("petra", "The board meets on Friday. @Helena Strand, this has to be read before.", 26, (("helena", "agree"),)),
    )),
    ("supportrequest", "coastline", (
        Words("henrik", "It need not be the same crew: any with a license for 132 kV will do.", 16, (),
              (Words("tobias", "That helps. I ask the maintenance department. @Henrik Moe, from which day?", 12),)),
    )),
    ("agreement", "migration", (
        Words("oskar", "Is the model of *tariff components* part of what is frozen? We map 212 fields onto it.", 21, (), (
            Words("karin", "Yes, all but the two fields of the export that the review sent back. @Oskar Lund, I mail you which.", 17,
                  (("oskar", "thanks"),)),)),
    )),
    ("report", "grid", (
        Words("ingrid", "Thank you for the lesson on witnessing the *first* unit. Should it become a rule of the portfolio? @Petra Lindahl",
              14, (("petra", "agree"),)),
    )),
)  # fmt: skip
