"""Products of the demonstration and their releases."""

from __future__ import annotations

from typing import NamedTuple


class Product(NamedTuple):
    title: str
    stages: tuple[str, ...]
    """The stage in which it was found, and those that it came to since."""
    for_whom: str
    promise: str
    whole_life: str
    sunset: str = ""


class Release(NamedTuple):
    title: str
    product: str
    version: str
    target: int
    """Days from Monday."""
    milestone: tuple[str, str]
    """The plan and the name of the task."""
    notes: str
    released: bool = False


PRODUCTS = (
    Product("Quarter-hour bill", ("development",), "410,000 households and 26,000 companies",
            "A bill that follows the price of every quarter of an hour, and that a person understands in one minute.",
            "11 million to build, 1.4 million a year to run, planned for fifteen years; the license of the core ends after ten."),
    Product("Customer portal", ("launch", "growth"), "Everybody who has a contract",
            "Shows what people use, what it costs, and what they could change.",
            "0.9 million to build, 0.3 million a year; pays for itself with 40 calls a day that nobody has to make."),
    Product("Meter values for retailers", ("concept", "development"), "Nineteen energy retailers",
            "Values of yesterday that others can settle money by, before they buy at eight.",
            "Built with the meter data platform; 0.2 million a year, paid by the retailers' fees."),
    Product("Monthly bill of the mainframe", ("maturity", "decline"), "Customers on fixed prices",
            "One sum a month, by the meter reading of the year.",
            "2.1 million a year for machine and licenses, rising by a tenth each year.",
            "The program's board wants it gone with the mainframe; the archive stays readable for ten years."),
)  # fmt: skip

RELEASES = (
    Release("Daily values", "Meter values for retailers", "1.0", 50, ("meterdata", "Platform in operation"),
            "Every retailer has yesterday's values at seven."),
    Release("Spring release", "Quarter-hour bill", "1.0", 105, ("billing", "Release 1 accepted"),
            "Quarter-hour prices for companies and a bill that everybody can read."),
    Release("Regulated bill", "Quarter-hour bill", "1.1", 210, ("billing", "Quarter-hour bills for everybody"),
            "What the regulator asks for, for every customer."),
    Release("Summer release", "Customer portal", "3.0", 160, ("portal", "Launch"),
            "Several homes, a spoken bill, and one screen for customer and service desk."),
    Release("Autumn release", "Customer portal", "2.4", 2, ("portal", "Concept agreed"), "Contracts signed on the telephone.",
            released=True),
)  # fmt: skip
