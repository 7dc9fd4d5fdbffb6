"""Who does the work in the demonstration's plans: code, name, hourly rate, how many there are."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Crew(NamedTuple):
    uid: int
    name: str
    per_hour: Decimal
    units: float = 1.0


CREWS = {
    code: Crew(uid, name, Decimal(rate), units)
    for uid, (code, name, rate, units) in enumerate(
        [
            ("pm", "Project management", 118, 1),
            ("power", "Power system engineers", 112, 6),
            ("primary", "Substation design", 104, 4),
            ("protection", "Protection and control engineers", 115, 5),
            ("telecom", "Telecom engineers", 98, 3),
            ("line", "Line design", 102, 3),
            ("civil", "Civil works crew", 74, 12),
            ("electric", "Electrical installation crew", 79, 14),
            ("linemen", "Line crew", 83, 16),
            ("test", "Test and commissioning team", 109, 4),
            ("operate", "Control center operators", 92, 8),
            ("permit", "Permits and land rights", 88, 3),
            ("environment", "Environmental advisers", 94, 2),
            ("buy", "Procurement", 86, 4),
            ("law", "Legal counsel", 142, 2),
            ("architect", "Solution architects", 128, 3),
            ("develop", "Developers", 105, 12),
            ("data", "Data engineers", 108, 6),
            ("quality", "Test engineers", 93, 6),
            ("ux", "UX designers", 99, 2),
            ("analyst", "Business analysts", 97, 5),
            ("security", "Security specialists", 124, 2),
            ("service", "Customer service", 58, 20),
            ("train", "Trainers", 81, 3),
            ("marine", "Marine operations", 164, 4),
            ("vessel", "Cable-laying vessel", 5200, 1),
            ("divers", "Diving and ROV team", 310, 2),
            ("supplier", "Suppliers' teams", 120, 10),
            ("finance", "Finance and control", 95, 2),
        ],
        1,
    )
}
