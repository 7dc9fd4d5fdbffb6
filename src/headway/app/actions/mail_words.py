"""Read a mail that anybody may have written: who it is from, to whom, and the words above what it quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import getaddresses
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from headway.app.actions.errors import Refused
from headway.app.queries.mail import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import EmailMessage, MIMEPart

MOST_HEADER_BYTES = 64 * 1024
MOST_PARTS = 200
MOST_CHARACTERS = 200_000
"""Of a body; a comment holds 5,000. What is read is bounded, so no mail takes long."""
LONGEST_LINE = 1000
"""A longer one is words, whatever it looks like."""
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
ATTRIBUTION = re.compile(
    r"^(on|am|den|el|le|il|op|em|w dniu|dne|på)\b.*\b(wrote|schrieb.*|skrev.*|escribió|a écrit|ha scritto|schreef.*|"
    r"escreveu|napisał.*|napsal.*)\s*:$",
    re.IGNORECASE,
)
CUTS = re.compile(
    r"^(-{2,}\s*(original message|ursprüngliche nachricht|ursprungligt meddelande|opprinnelig melding|"
    r"forwarded message)\s*-{2,}|_{20,}|-- )$",
    re.IGNORECASE,
)
HEADER_OF_QUOTE = re.compile(r"^\*?(from|von|från|fra|de|da|van|od)\s*:\*?\s.*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    sender: str
    recipients: tuple[str, ...]
    words: str
    left_out: int
    """How many attachments were not taken over."""
    automatic: bool
    """Written by a program: an answer while somebody is away, a bounce, a list."""
    name: str
    """Its Message-ID."""


def read_letter(data: bytes) -> Letter:
    """Return what a mail says; whatever is wrong with it is one refusal."""
    header = re.split(rb"\r?\n\r?\n", data[: MOST_HEADER_BYTES + 4], maxsplit=1)[0]
    if len(header) > MOST_HEADER_BYTES:
        raise Refused("unreadable-mail", "The header of this mail is too large.")
    try:
        message: EmailMessage = message_from_bytes(data, policy=policy.default)
        few = sum(1 for _ in message.walk()) <= MOST_PARTS
        letter = letter_of(message) if few else None
    except Exception as error:  # the parser meets strangers' bytes: whatever it stumbles over, it is the mail
        raise Refused("unreadable-mail", f"This mail cannot be read: {type(error).__name__}.") from error
    if letter is None:
        raise Refused("unreadable-mail", "This mail has too many parts.")
    return letter


def letter_of(message: EmailMessage) -> Letter:
    body = message.get_body(("plain", "html"))
    words = "" if body is None else text_of(body)
    inside = [part for part in message.walk() if not part.is_multipart() and part is not body]
    left_out = [part for part in inside if part.get_content_disposition() == "attachment" or part.get_filename()]
    senders = addresses(message, ["From"])
    return Letter(
        senders[0] if len(senders) == 1 else "",
        tuple(addresses(message, RECIPIENTS)),
        own_words(words),
        len(left_out),
        is_automatic(message),
        str(message.get("Message-ID", "")).strip(),
    )


def addresses(message: EmailMessage, names: Iterable[str]) -> list[str]:
    fields = [str(value) for name in names for value in message.get_all(name, [])]
    return [address.lower() for _, address in getaddresses(fields) if "@" in address]


def is_automatic(message: EmailMessage) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(message.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    empty = str(message.get("Return-Path", "")).strip() == "<>"
    return submitted != "no" or bulk or empty or any(name in message for name in ("List-Id", "X-Autoreply"))


def text_of(part: MIMEPart) -> str:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    try:
        text = data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a set of characters that nobody knows
        text = data.decode("utf-8", "replace")
    text = text[:MOST_CHARACTERS]
    return words_of_html(text) if part.get_content_subtype() == "html" else text


class Words(HTMLParser):
    """The words of HTML, without what it quotes."""

    SILENT = frozenset({"script", "style", "head", "blockquote", "title"})
    BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        quoted = tag == "div" and any(name == "class" and "gmail_quote" in (value or "") for name, value in attrs)
        if tag in self.SILENT or quoted or (self.silent and tag == self.silent[-1]):
            self.silent.append(tag)
        elif tag in self.BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def words_of_html(text: str) -> str:
    parser = Words()
    parser.feed(text)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.said))


def own_words(text: str) -> str:
    """Return what was written above the quoted mail, without its signature and without quoted lines in between."""
    lines = [line.rstrip() if line != "-- " else line for line in text.replace("\r\n", "\n").split("\n")]
    for at, line in enumerate(lines):
        if MARKER in line or (len(line) < LONGEST_LINE and (CUTS.match(line) or HEADER_OF_QUOTE.match(line))):
            lines = lines[:at]
            break
    kept = [line for line in without_attribution(lines) if not line.startswith(">")]
    return "\n".join(kept).strip()


def without_attribution(lines: list[str]) -> list[str]:
    """Drop “On … somebody wrote:”, also where a mail program broke it over two lines."""
    kept: list[str] = []
    skip = 0
    for at, line in enumerate(lines):
        if skip:
            skip -= 1
        elif is_attribution(line):
            continue
        elif at + 1 < len(lines) and line.strip() and is_attribution(f"{line.strip()} {lines[at + 1].strip()}"):
            skip = 1
        else:
            kept.append(line)
    return kept


def is_attribution(line: str) -> bool:
    return len(line) < LONGEST_LINE and bool(ATTRIBUTION.match(line.strip()))
