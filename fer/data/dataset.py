"""A data set as the rest of the package reads it."""

from dataclasses import dataclass, field

import numpy as np

from fer.data.samples import pixel_hashes
from fer.schema import FER2013, Schema


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named set of labelled faces, in canonical order.

    Attributes:
        name: what `fer.data.load` knows it by.
        images: uint8 of shape (n, 48, 48), memory-mapped and read-only when loaded from disk.
        labels: uint8 of shape (n,), an index into the schema's `classes`.
        usage: uint8 of shape (n,), an index into the schema's `parts`: 0 is training.
        fingerprint: 16 hexadecimal digits, independent of order; see `Samples.fingerprint`.
        synthetic: whether the faces are drawn by code.
        stored_hashes: what `hashes` returns, where it is already known.
        schema: the classes and the test splits.
        notes: what is to be known of how it was imported, in sentences.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray
    usage: np.ndarray
    fingerprint: str
    synthetic: bool
    stored_hashes: np.ndarray | None = field(default=None, repr=False)
    schema: Schema = FER2013
    notes: tuple[str, ...] = ()

    def indices(self, usage: str) -> np.ndarray:
        """Positions of one part's images, ascending.

        Args:
            usage: one of the schema's `parts`.

        Returns:
            int64 of shape (m,).

        Raises:
            ValueError: there is no such part.
        """
        return np.flatnonzero(self.usage == self.schema.parts.index(usage)).astype(np.int64)

    def hashes(self) -> np.ndarray:
        """A hash of each image's pixels: uint64 of shape (n,); equal pixels, equal hash."""
        if self.stored_hashes is not None:
            return self.stored_hashes
        return pixel_hashes(self.images)
