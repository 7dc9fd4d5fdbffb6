"""XML from strangers, element by element: no document types, no entities, limits on depth and text.

``defusedxml`` parses in pure Python, which takes seconds for a real plan. The same ban is kept here by a bare expat
parser that sees every piece first and refuses any document type declaration before the quick parser gets it; without
one there are no entities to expand and nothing outside to fetch.
"""

from __future__ import annotations

import codecs
import re
from typing import IO, TYPE_CHECKING, Any, NoReturn
from xml.etree.ElementTree import ParseError, XMLPullParser
from xml.parsers import expat

from headway.formats.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from headway.formats.limits import Limits

PIECE_BYTES = 1 << 16
# Encodings that expat reads itself, or through Python's one-byte tables.
_NATIVE = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-?\d+|latin-?1|windows-?12\d\d|cp12\d\d", re.IGNORECASE
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")


def declared_encoding(head: bytes) -> str:
    """Return the encoding that an XML file says it has; utf-8 where it says nothing."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return "utf-16"
    match = _DECLARED.search(head)
    return match.group(1).decode("ascii").lower() if match else "utf-8"


class _Gate:
    """Sees the bytes first; raises on anything a plan has no use for."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity

    def _doctype(self, _name: str, system_id: str | None, public_id: str | None, _internal: int) -> None:
        if system_id or public_id:
            self._refuse_external()

    def _entity(self, _name: str, _is_parameter: int, _value: str | None, _base: str | None, system_id: str | None,
                public_id: str | None, _notation: str | None) -> None:  # fmt: skip
        if system_id or public_id:
            self._refuse_external()
        raise FormatError(
            "xml-bomb",
            "The XML declares entities, which plan files never need and which can be used to exhaust a machine.",
            f"line {self.parser.CurrentLineNumber}",
            "Save the plan again from its own program, or remove the <!DOCTYPE> part.",
        )

    def _refuse_external(self) -> NoReturn:
        raise FormatError(
            "external-entity",
            "The XML asks for content from outside the file; that is never fetched.",
            f"line {self.parser.CurrentLineNumber}",
            "Save the plan again from its own program, or remove the <!DOCTYPE> part.",
        )


def _pieces(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the file in pieces; encodings that expat does not know come out as UTF-8."""
    if _NATIVE.fullmatch(encoding):
        while piece := file.read(PIECE_BYTES):
            yield piece
        return
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise FormatError(
            "wrong-encoding",
            f"The XML declares the character encoding “{encoding}”, which does not exist.",
            "line 1",
            "Save the plan again as UTF-8.",
        ) from None
    first = decoder.decode(file.read(PIECE_BYTES))
    yield re.sub(r"""(encoding\s*=\s*["'])[^"']+""", r"\1utf-8", first, count=1).encode()
    while piece := file.read(PIECE_BYTES):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def elements(path: Path, limits: Limits, *, deepest: int) -> Iterator[tuple[str, Element, int]]:
    """Yield (``start`` or ``end``, element, depth) for the elements down to a depth, tags without namespace.

    Deeper ones are inside of those. The caller clears what it has used; the root is at depth 1.

    Raises
    ------
    FormatError
        ``xml-bomb``, ``external-entity``, ``xml-structure``, ``truncated-file``, ``wrong-encoding``, ``too-large``.
    """
    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(0)
        encoding = declared_encoding(head)
        gate = _Gate()
        pull: Any = XMLPullParser(("start", "end"))
        try:
            yield from _walk(_pieces(file, encoding), gate, pull, limits, deepest)
        except expat.ExpatError as error:
            raise _explained(error, path, encoding) from None
        except ParseError as error:
            raise FormatError("xml-structure", f"The XML is broken: {error}.", "", "Save the plan again.") from None
        except UnicodeDecodeError as error:
            raise _not_in(encoding, f"byte {error.start} of a piece of {PIECE_BYTES}") from None


def _walk(
    pieces: Iterator[bytes], gate: _Gate, pull: Any, limits: Limits, deepest: int
) -> Iterator[tuple[str, Element, int]]:
    depth = 0
    for piece in pieces:
        gate.parser.Parse(piece, False)
        pull.feed(piece)
        for event, element in pull.read_events():
            if event == "start":
                depth += 1
                if depth > limits.xml_depth:
                    raise FormatError(
                        "xml-structure",
                        f"The XML is nested more than {limits.xml_depth} elements deep; no plan is.",
                        f"line {gate.parser.CurrentLineNumber}",
                        "Save the plan again from its own program.",
                    )
                tag = element.tag
                if tag[0] == "{":
                    element.tag = tag[tag.index("}") + 1 :]
                if depth <= deepest:
                    yield event, element, depth
            else:
                text = element.text
                if text is not None and len(text) > limits.field_characters:
                    raise FormatError(
                        "too-large",
                        f"One field holds {len(text):,} characters; at most {limits.field_characters:,} are read.",
                        f"element {element.tag}, near line {gate.parser.CurrentLineNumber}",
                        "Shorten this field in the program the file comes from.",
                    )
                if depth <= deepest:
                    yield event, element, depth
                depth -= 1
    gate.parser.Parse(b"", True)
    pull.close()


def _not_in(encoding: str, where: str) -> FormatError:
    return FormatError(
        "wrong-encoding",
        f"The file says that its text is {encoding.upper()}, but it is not.",
        where,
        "Save it as UTF-8, or correct the encoding in its first line (often windows-1252).",
    )


def _explained(error: expat.ExpatError, path: Path, encoding: str) -> FormatError:
    where = f"line {error.lineno}, column {error.offset + 1}"
    names = expat.errors.codes
    at_end = {names["no element found"], names["unclosed token"], names["unclosed CDATA section"]}
    if error.code in at_end or (error.code == names["partial character"]):
        return FormatError(
            "truncated-file",
            "The XML ends in the middle; the file is not complete.",
            where,
            "Copy or export it again, and compare the sizes.",
        )
    encoding_codes = {names["unknown encoding"], names["encoding specified in XML declaration is incorrect"]}
    if error.code in encoding_codes or not _decodes(path, encoding):
        return _not_in(encoding, where)
    return FormatError(
        "xml-structure",
        f"The XML is broken: {expat.ErrorString(error.code)}.",
        where,
        "Save the plan again from its own program.",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
