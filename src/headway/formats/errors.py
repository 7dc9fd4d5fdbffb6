"""What can be wrong with a file as a whole: one exception with a stable id."""

from __future__ import annotations

ERROR_IDS: dict[str, str] = {
    "not-a-plan": "The content is not of any plan format that is known here.",
    "truncated-file": "The file ends before its content is complete, or its inner structure is damaged.",
    "xml-bomb": "The XML declares entities of its own, which can blow up to any size.",
    "external-entity": "The XML asks for content from outside the file.",
    "xml-structure": "The XML breaks the rules of XML, or is nested deeper than a plan needs.",
    "wrong-encoding": "The text is not in the character encoding that the file declares.",
    "too-large": "The file, or one field in it, is larger than the limits allow.",
    "too-many-tasks": "The plan holds more tasks than the limits allow.",
    "too-many-rows": "The plan holds more links, assignments or calendar days than the limits allow.",
    "password-protected": "The file is encrypted with a password.",
    "unreadable": "The reader for this format could not make sense of the file.",
    "no-java": "The format needs Java, and no Java was found on this machine.",
    "no-mpxj": "The format needs the Python package mpxj, and it is not installed.",
    "timeout": "Reading took longer than allowed and was stopped.",
    "out-of-memory": "Reading needed more memory than allowed and was stopped.",
    "reader-stopped": "The process that read the file ended without a result.",
    "no-file": "There is no readable file at this place.",
}


class FormatError(Exception):
    """A file that cannot be read: what is wrong, where, and what to do about it."""

    def __init__(self, id: str, title: str, where: str = "", remedy: str = "") -> None:  # noqa: A002 - the field's name
        super().__init__(title)
        self.id = id
        self.title = title
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.title}{place} {self.remedy}".strip()

    def __reduce__(self) -> tuple[type[FormatError], tuple[str, str, str, str]]:
        return type(self), (self.id, self.title, self.where, self.remedy)
