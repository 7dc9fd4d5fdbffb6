"""From rank correlations to the factor that makes normal numbers depend on each other, repaired where none exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST = 1e-10
"""Smallest eigenvalue that counts as none."""


class Repaired(NamedTuple):
    """A correlation matrix that exists, and how far it is from the one that was asked for."""

    matrix: NDArray[np.float64]
    largest_change: float
    """Largest difference of one number; 0 where nothing had to be repaired."""
    distance: float
    """Frobenius norm of the difference."""


def latent(spearman: ArrayLike) -> NDArray[np.float64]:
    """Return the correlation of normal numbers that gives a rank correlation: rho = 2 sin(pi r_s / 6).

    Parameters
    ----------
    spearman : array_like
        Rank correlations.

    Returns
    -------
    ndarray of float64
        Of the same shape.

    Notes
    -----
    K. Pearson, On further methods of determining correlation, 1907.
    """
    return np.asarray(2.0 * np.sin(np.pi / 6.0 * np.asarray(spearman, np.float64)))


def ranked(rho: ArrayLike) -> NDArray[np.float64]:
    """Return the rank correlation of normal numbers: r_s = 6 / pi asin(rho / 2).

    Parameters
    ----------
    rho : array_like
        Correlations.

    Returns
    -------
    ndarray of float64
        Of the same shape.
    """
    return np.asarray(6.0 / np.pi * np.arcsin(np.asarray(rho, np.float64) / 2.0))


def nearest_correlation(matrix: NDArray[np.float64], steps: int = 500, tolerance: float = 1e-9) -> Repaired:
    """Return the nearest correlation matrix: argmin |A - X|, X positive semidefinite with ones on its diagonal.

    Parameters
    ----------
    matrix : ndarray of float64, shape (k, k)
        Symmetric, diagonal 1.
    steps : int
        Most rounds of projections.
    tolerance : float
        Relative change at which to stop.

    Returns
    -------
    Repaired
        The matrix itself where it is one. O(k^3) a round.

    Notes
    -----
    N. J. Higham, Computing the nearest correlation matrix: a problem from finance, IMA J. Numer. Anal. 22 (2002).
    """
    given = np.asarray(matrix, np.float64)
    if not len(given) or np.linalg.eigvalsh(given)[0] >= -LEAST:
        return Repaired(given, 0.0, 0.0)
    corrected, found = np.zeros_like(given), given
    for _ in range(steps):
        wanted = found - corrected
        values, vectors = np.linalg.eigh(wanted)
        projected = (vectors * np.maximum(values, 0.0)) @ vectors.T
        corrected = projected - wanted
        after = projected.copy()
        np.fill_diagonal(after, 1.0)
        change = float(np.linalg.norm(after - found) / np.linalg.norm(after))
        found = after
        if change < tolerance:
            break
    # What rounding has left below zero is cut off, and the diagonal set right again.
    values, vectors = np.linalg.eigh(found)
    found = (vectors * np.maximum(values, 0.0)) @ vectors.T
    scale = 1.0 / np.sqrt(np.diag(found))
    found = found * np.outer(scale, scale)
    return Repaired(found, float(np.abs(found - given).max()), float(np.linalg.norm(found - given)))


def factor(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a lower triangle L with L L' = the matrix; rows that depend on earlier ones are no trouble.

    Parameters
    ----------
    matrix : ndarray of float64, shape (k, k)
        Positive semidefinite.

    Returns
    -------
    ndarray of float64, shape (k, k)
        O(k^3).
    """
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    # root root' = the matrix; the triangle of its QR decomposition is the factor.
    lower = np.asarray(np.linalg.qr(root.T, mode="r")).T
    signs = np.where(np.diag(lower) < 0, -1.0, 1.0)
    return np.asarray(np.tril(lower * signs))
