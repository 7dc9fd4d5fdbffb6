"""Components, people and hand-offs of the demonstration."""

from __future__ import annotations

from typing import NamedTuple


class Node(NamedTuple):
    key: str
    parent: str
    kind: str
    name: str
    code: str
    lead: str
    budget_thousands: int
    stage: str
    purpose: str


class Someone(NamedTuple):
    key: str
    name: str
    title: str
    roles: tuple[tuple[str, str], ...]
    """(role, component)."""


class HandOff(NamedTuple):
    """A task of one project that waits for a task of another."""

    source: str
    before: str
    target: str
    after: str
    lag_days: int = 0


NODES = (
    Node("root", "", "portfolio", "Sundmark Energy", "SE", "ingrid", 0, "active",
         "Everything the utility invests in: a grid that carries twice the load by 2035, customers who understand their"
         " bill, and 600 MW of offshore wind connected on the date that was promised."),
    Node("grid", "root", "program", "Grid renewal", "GR", "tobias", 42_000, "active",
         "Replace what was built in the 1970s before it fails, and make room for electric industry along the coast."),
    Node("ravnsund", "grid", "project", "Ravnsund substation replacement", "GR-01", "maja", 16_500, "active",
         "A new 132/22 kV substation beside the old one, switched over bay by bay without interrupting the shipyard."),
    Node("coastline", "grid", "project", "Coastal line Torsnes-Eide, 132 kV", "GR-02", "henrik", 19_500, "active",
         "28 km of overhead line with larger conductors. The line may be switched off in one window of the year only."),
    Node("smart", "grid", "project", "Smart secondary substations", "GR-03", "linnea", 2_100, "active",
         "Measure and switch remotely in the forty busiest 22 kV stations; four waves, one pattern."),
    Node("protection", "grid", "project", "Protection and control retrofit", "GR-04", "arvid", 1_100, "active",
         "Replace relays that nobody can repair any more. The first project of the program to finish, and early."),
    Node("customer", "root", "program", "Customer and billing platform", "CB", "sofie", 16_000, "active",
         "One customer record, one bill, quarter-hour prices. The regulator has set the date."),
    Node("meterdata", "customer", "project", "Meter data platform", "CB-01", "rasmus", 3_400, "active",
         "Take in 410,000 meters every quarter of an hour and hand out values that others can settle money by."),
    Node("billing", "customer", "project", "Billing core replacement", "CB-02", "karin", 9_600, "active",
         "Move from the mainframe to a billing core that can price by the quarter-hour."),
    Node("portal", "customer", "project", "Customer portal and app", "CB-03", "amalie", 800, "active",
         "Show people what they use, what it costs, and what they could change."),
    Node("migration", "customer", "project", "Customer data migration", "CB-04", "oskar", 600, "active",
         "Carry thirty years of customer history over, cleaned, once."),
    Node("wind", "root", "program", "Havbris offshore wind connection", "HB", "eirik", 460_000, "active",
         "Connect the Havbris wind farm, 600 MW, 47 km off the coast, by the date agreed with the developer."),
    Node("converter", "wind", "project", "Onshore converter station", "HB-01", "nora", 178_000, "active",
         "The station at Torsnes that turns direct current into what the grid can take."),
    Node("cable", "wind", "project", "Export cable", "HB-02", "pelle", 148_000, "active",
         "Two cables of 320 kV over 47 km of seabed; vessels work from April to October only."),
    Node("platform", "wind", "project", "Offshore platform", "HB-03", "astrid", 116_000, "active",
         "Jacket and topside with the offshore converter, built at the yard, set by crane vessel."),
    Node("futures", "root", "portfolio", "Energy futures", "EF", "yara", 11_000, "active",
         "Small bets on what comes next, each with a question and an end."),
    Node("battery", "futures", "project", "Battery storage at Torsnes", "EF-01", "felix", 9_800, "proposed",
         "20 MW for one hour: does it pay to store what the cable cannot carry? Waits for the investment decision."),
    Node("hydrogen", "futures", "project", "Hydrogen feasibility study", "EF-02", "yara", 320, "active",
         "Would the shipyard buy hydrogen made from surplus wind? An answer, not a plant."),
    Node("outages", "root", "operation", "Planned outages and maintenance", "OP-01", "bjarne", 1_500, "active",
         "Inspection rounds, forest clearing and planned outages, around the clock."),
    Node("desk", "root", "operation", "Customer service desk", "OP-02", "leila", 1_050, "active",
         "Answers, complaints and moving house, with a rhythm of four weeks."),
)  # fmt: skip

PEOPLE = (
    Someone("ingrid", "Ingrid Solheim", "Head of portfolio office", (("portfolio_manager", "root"),)),
    Someone("tobias", "Tobias Lindqvist", "Program manager, Grid renewal", (("program_manager", "grid"),)),
    Someone("maja", "Maja Ekdahl", "Project manager, substations",
            (("project_manager", "ravnsund"), ("stakeholder", "grid"))),
    Someone("jonas", "Jonas Berge", "Site engineer", (("team_member", "ravnsund"), ("team_member", "coastline"))),
    Someone("helena", "Helena Strand", "Chair of the investment board", (("portfolio_board", "root"),)),
    Someone("henrik", "Henrik Moe", "Project manager, lines", (("project_manager", "coastline"),)),
    Someone("linnea", "Linnea Falk", "Project manager, automation", (("project_manager", "smart"),)),
    Someone("arvid", "Arvid Nyberg", "Project manager, protection", (("project_manager", "protection"),)),
    Someone("sofie", "Sofie Dahlgren", "Program manager, Customer and billing", (("program_manager", "customer"),)),
    Someone("rasmus", "Rasmus Holt", "Project manager, metering", (("project_manager", "meterdata"),)),
    Someone("karin", "Karin Wallin", "Project manager, billing", (("project_manager", "billing"),)),
    Someone("amalie", "Amalie Brun", "Product manager, digital",
            (("project_manager", "portal"), ("product_manager", "portal"))),
    Someone("oskar", "Oskar Lund", "Project manager, data", (("project_manager", "migration"),)),
    Someone("eirik", "Eirik Haugen", "Program manager, Havbris", (("program_manager", "wind"),)),
    Someone("nora", "Nora Vestby", "Project manager, converter station", (("project_manager", "converter"),)),
    Someone("pelle", "Pelle Sandberg", "Project manager, marine works", (("project_manager", "cable"),)),
    Someone("astrid", "Astrid Kvamme", "Project manager, offshore structures", (("project_manager", "platform"),)),
    Someone("yara", "Yara Haddad", "Head of energy futures", (("portfolio_manager", "futures"),)),
    Someone("felix", "Felix Aas", "Business developer", (("project_manager", "battery"),)),
    Someone("bjarne", "Bjarne Skog", "Head of maintenance", (("project_manager", "outages"),)),
    Someone("leila", "Leila Rahimi", "Head of customer service", (("project_manager", "desk"),)),
    Someone("mikkel", "Mikkel Thorsen", "Lead engineer, protection",
            (("project_engineer", "smart"), ("team_member", "protection"), ("team_member", "ravnsund"))),
    Someone("ada", "Ada Winther", "Lead developer", (("project_leader", "billing"), ("team_member", "portal"))),
    Someone("samir", "Samir Osman", "Data engineer", (("team_member", "meterdata"), ("team_member", "migration"))),
    Someone("greta", "Greta Lie", "Marine coordinator", (("team_member", "cable"), ("team_member", "platform"))),
    Someone("vera", "Vera Kjellberg", "Chief financial officer", (("portfolio_board", "root"),)),
    Someone("anders", "Anders Hjelm", "Head of control center",
            (("project_board", "ravnsund"), ("stakeholder", "grid"), ("stakeholder", "wind"))),
    Someone("petra", "Petra Lindahl", "Head of the PMO", (("pmo", "root"),)),
    Someone("dina", "Dina Aune", "Delivery manager",
            (("delivery_manager", "smart"), ("delivery_manager", "protection"))),
    Someone("ruben", "Ruben Falkner", "Scrum master", (("scrum_master", "billing"), ("scrum_master", "portal"))),
    Someone("carla", "Carla Nymann", "Change manager", (("change_manager", "customer"),)),
    Someone("simon", "Simon Aker", "Customer success", (("customer_success", "customer"),)),
    Someone("elin", "Elin Storm", "Product manager, quarter-hour prices", (("product_manager", "customer"),)),
    Someone("ulrik", "Ulrik Havn", "Operations manager, Ravnsund shipyard", (("stakeholder", "ravnsund"),)),
)  # fmt: skip

# The order is the order in which plans are calculated: a project comes after those it waits for.
PLANS = (
    "protection", "ravnsund", "coastline", "smart", "meterdata", "billing", "migration", "portal",
    "converter", "platform", "cable", "battery", "hydrogen", "outages", "desk",
)  # fmt: skip

HAND_OFFS = (
    HandOff("protection", "relay.standard", "smart", "standard.in"),
    HandOff("ravnsund", "energized", "coastline", "line.bay"),
    HandOff("meterdata", "values.out", "billing", "values.in"),
    HandOff("billing", "api.ready", "portal", "api.in"),
    HandOff("billing", "model.frozen", "migration", "model.in"),
    HandOff("converter", "landfall.ready", "cable", "landfall.in"),
    HandOff("platform", "topside.set", "cable", "hang.off"),
    HandOff("coastline", "in.service", "converter", "grid.available"),
)

OWNERS = {
    ("ravnsund", "test"): "jonas", ("ravnsund", "supplier"): "jonas", ("ravnsund", "civil"): "jonas",
    ("ravnsund", "protection"): "mikkel", ("coastline", "line"): "jonas", ("coastline", "linemen"): "jonas",
    ("protection", "protection"): "mikkel", ("protection", "test"): "mikkel", ("smart", "telecom"): "mikkel",
    ("billing", "develop"): "ada", ("billing", "architect"): "ada", ("portal", "develop"): "ada",
    ("meterdata", "data"): "samir", ("migration", "data"): "samir", ("cable", "marine"): "greta",
    ("platform", "marine"): "greta", ("platform", "supplier"): "greta", ("billing", "quality"): "ruben",
}  # fmt: skip
"""Who answers for the tasks of a crew, in the weeks ahead."""
