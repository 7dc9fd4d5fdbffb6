"""Reading pages in tests: a small look at the parsed elements instead of at strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "source"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def every(self, tag: str, **wanted: str) -> list[Element]:
        """Every element below with this tag and these attributes (class_ is class, a_b is a-b)."""
        found = [
            each
            for each in self.inside
            if each.tag == tag
            and all(each.attributes.get(n.rstrip("_").replace("_", "-")) == v for n, v in wanted.items())
        ]
        return found + [deep for each in self.inside for deep in each.every(tag, **wanted)]

    def words(self) -> str:
        """All text below, with single spaces."""
        return " ".join(" ".join([self.text, *(each.words() for each in self.inside)]).split())


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("", {})
        self.open = [self.top]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data):
        # A text node of its own, so that words() keeps the order of the page.
        self.open[-1].inside.append(Element("#text", {}, data))


def parse(response) -> Element:
    reader = Reader()
    reader.feed(response.content.decode())
    return reader.top
