"""A data set as the rest of the package reads it."""

from dataclasses import dataclass, field

import numpy as np

from fer.data.samples import USAGES, pixel_hashes


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named set of labelled faces, in canonical order.

    Attributes:
        name: what `fer.data.load` knows it by.
        images: uint8 of shape (n, 48, 48), memory-mapped and read-only when loaded from disk.
        labels: uint8 of shape (n,), an index into `fer.LABELS`.
        usage: uint8 of shape (n,), 0 training, 1 public, 2 private.
        fingerprint: 16 hexadecimal digits, independent of order; see `Samples.fingerprint`.
        synthetic: whether the faces are drawn by code.
        stored_hashes: what `hashes` returns, where it is already known.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray
    usage: np.ndarray
    fingerprint: str
    synthetic: bool
    stored_hashes: np.ndarray | None = field(default=None, repr=False)

    def indices(self, usage: str) -> np.ndarray:
        """Positions of one part's images, ascending.

        Args:
            usage: `"training"`, `"public"` or `"private"`.

        Returns:
            int64 of shape (m,).

        Raises:
            ValueError: there is no such part.
        """
        return np.flatnonzero(self.usage == USAGES.index(usage)).astype(np.int64)

    def hashes(self) -> np.ndarray:
        """A hash of each image's pixels: uint64 of shape (n,); equal pixels, equal hash."""
        if self.stored_hashes is not None:
            return self.stored_hashes
        return pixel_hashes(self.images)
