"""What people typed, as safe HTML: a small part of Markdown, never their own HTML."""

from __future__ import annotations

from functools import lru_cache
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

RULES = ["emphasis", "backticks", "fence", "list", "blockquote", "link", "newline", "escape", "entity"]
TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a"}
SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=1)
def reader() -> MarkdownIt:
    """Return the parser; ``zero`` knows nothing but text, so only what is named here means anything."""
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(RULES)


def as_html(text: str) -> SafeString:
    """Return the text as HTML. The parser escapes what it does not know; the sanitizer trusts it in nothing."""
    html = nh3.clean(
        reader().render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 - sanitized one line above


def as_words(text: str) -> str:
    """Return the text in one line without its marks, for a list, a mail or a push message."""
    html = nh3.clean(reader().render(text), tags=set())
    return " ".join(unescape(html).split())
