"""Parts of a PDF put together so that it stays one for those who hear it: language, bookmarks, texts of drawings."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

if TYPE_CHECKING:
    from pypdf.generic import IndirectObject, PdfObject

LANGUAGE = "en"


class JoinedPdf:
    """A writer that keeps what the library leaves behind when it appends: the tags of the drawings."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.figures: list[tuple[str, PdfObject]] = []
        """Of each page its text, and which marked content it is of."""

    def append(self, made: bytes) -> None:
        """Append a part, of which every page is one drawing."""
        part = PdfReader(io.BytesIO(made))
        (document,) = part.root_object["/StructTreeRoot"]["/K"]  # type: ignore[index]
        found = [each.get_object() for each in document.get_object()["/K"]]
        if len(found) != len(part.pages):
            raise ValueError(f"{len(found)} drawings on {len(part.pages)} pages")
        self.figures += [(figure["/Alt"], figure["/K"].get_object()) for figure in found]
        self.writer.append(part, import_outline=True)

    def finish(self, title: str, author: str) -> PdfWriter:
        """Say what the whole is, and return it to be written."""
        writer, root = self.writer, self.writer.root_object
        writer.add_metadata({"/Title": title, "/Author": author, "/Producer": "Headway"})
        root[NameObject("/Lang")] = TextStringObject(LANGUAGE)
        root[NameObject("/MarkInfo")] = named(Marked=BooleanObject(True))
        root[NameObject("/ViewerPreferences")] = named(DisplayDocTitle=BooleanObject(True))
        root[NameObject("/StructTreeRoot")] = self.tags()
        return writer

    def tags(self) -> IndirectObject:
        """Make the tree of tags: a document of one figure a page."""
        add = self.writer._add_object  # noqa: SLF001 - pypdf has no public way to make an object
        tree = add(named(Type=NameObject("/StructTreeRoot")))
        document = add(named(Type=NameObject("/StructElem"), S=NameObject("/Document"), P=tree))
        figures, numbers = ArrayObject(), ArrayObject()
        for place, (page, (alt, content)) in enumerate(zip(self.writer.pages, self.figures, strict=True)):
            figure = add(named(Type=NameObject("/StructElem"), S=NameObject("/Figure"), P=document,
                               Alt=TextStringObject(alt), Pg=page.indirect_reference, K=content))  # fmt: skip
            page[NameObject("/StructParents")] = NumberObject(place)
            figures.append(figure)
            numbers += [NumberObject(place), add(ArrayObject([figure]))]
        document.get_object()[NameObject("/K")] = figures  # type: ignore[index]
        tree.get_object().update({  # type: ignore[union-attr]
            NameObject("/K"): ArrayObject([document]), NameObject("/ParentTree"): add(named(Nums=numbers)),
            NameObject("/ParentTreeNextKey"): NumberObject(len(figures)),
        })  # fmt: skip
        return tree


def named(**values: PdfObject | None) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})
