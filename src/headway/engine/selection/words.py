"""Texts as weighted words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "during",
        "each",
        "etc",
        "every",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "must",
        "no",
        "nor",
        "not",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "per",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "very",
        "via",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "you",
        "your",
    ]
)
"""English words that say nothing about a project."""


def words(text: str, stop_words: Iterable[str] = STOP_WORDS) -> list[str]:
    """Split a text into its words of two and more letters or digits, without case.

    Parameters
    ----------
    text : str
        In any language that separates words.
    stop_words : iterable of str
        Left out.

    Returns
    -------
    list of str
    """
    silent = stop_words if isinstance(stop_words, frozenset) else frozenset(stop_words)
    return [each for each in re.findall(r"\b\w\w+\b", text.lower()) if each not in silent]


def tf_idf(texts: Sequence[Sequence[str]]) -> tuple[NDArray[np.float64], list[str]]:
    """Weigh the words of texts by how seldom they are.

    tfidf_ij = count_ij · (ln((1 + n) / (1 + df_j)) + 1), each row scaled to length 1

    Parameters
    ----------
    texts : sequence of sequence of str, length n
        Words of each text.

    Returns
    -------
    weights : ndarray of float64, shape (n, v)
        A row of zeros where a text has no words.
    vocabulary : list of str, length v
        Sorted.

    Notes
    -----
    Complexity: O(n · v). Source: Salton & Buckley 1988, Inf. Process. Manag. 24; smooth variant of scikit-learn.
    """
    vocabulary = sorted({each for text in texts for each in text})
    place = {each: j for j, each in enumerate(vocabulary)}
    counts = np.zeros((len(texts), len(vocabulary)))
    for i, text in enumerate(texts):
        np.add.at(counts[i], [place[each] for each in text], 1.0)
    seen = (counts > 0).sum(axis=0)
    weighted = counts * (np.log((1 + len(texts)) / (1 + seen)) + 1)
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    return np.divide(weighted, length, out=np.zeros_like(weighted), where=length > 0), vocabulary
