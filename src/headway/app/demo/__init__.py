"""The demonstration portfolio: hand-written content, dates relative to the day it is loaded."""

from __future__ import annotations

from typing import NamedTuple

ROOT_NAME = "Sundmark Energy"
PASSWORD = "headway-demo"  # noqa: S105 - public on purpose: it opens example data only


class Account(NamedTuple):
    email: str
    title: str
    password: str = PASSWORD


SIGN_IN = (
    Account("ingrid.solheim@sundmark.example", "Portfolio manager: sees and steers everything"),
    Account("tobias.lindqvist@sundmark.example", "Program manager of Grid renewal"),
    Account("maja.ekdahl@sundmark.example", "Project manager of the Ravnsund substation"),
    Account("jonas.berge@sundmark.example", "Team member in Grid renewal"),
    Account("helena.strand@sundmark.example", "Chair of the investment board: decides"),
    Account("anders.hjelm@sundmark.example", "Project board of the Ravnsund substation"),
    Account("petra.lindahl@sundmark.example", "Head of the PMO: sets how projects proceed"),
    Account("operator@sundmark.example", "Operator of this installation"),
    Account("ada.winther@sundmark.example", "Project leader of the billing core"),
    Account("mikkel.thorsen@sundmark.example", "Project engineer of the secondary substations"),
    Account("dina.aune@sundmark.example", "Delivery manager of two grid projects"),
    Account("ruben.falkner@sundmark.example", "Scrum master of billing and portal"),
    Account("elin.storm@sundmark.example", "Product manager of Customer and billing"),
    Account("carla.nymann@sundmark.example", "Change manager of Customer and billing"),
    Account("simon.aker@sundmark.example", "Customer success in Customer and billing"),
    Account("ulrik.havn@sundmark.example", "Stakeholder: the shipyard that the substation feeds"),
)
"""The people to try the product as, the first one first: one of each role at least."""
