"""Labelled faces in memory: what every source is read into and every data set is written from."""

import hashlib
import json
from dataclasses import dataclass
from typing import Self

import numpy as np

from fer import IMAGE_SIZE
from fer.schema import FER2013, Schema

PIXELS = IMAGE_SIZE * IMAGE_SIZE
"""Pixels in one image."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Labelled faces in any order.

    Attributes:
        images: uint8 of shape (n, 48, 48), 0 black to 255 white.
        labels: uint8 of shape (n,), an index into the schema's `classes`.
        usage: uint8 of shape (n,), an index into the schema's `parts`.
        schema: the classes and the test splits.
    """

    images: np.ndarray
    labels: np.ndarray
    usage: np.ndarray
    schema: Schema = FER2013

    def canonical(self) -> Self:
        """The same samples ordered by usage, label, then pixels.

        Two sources that hold equal samples become equal byte for byte, whatever their order.
        """
        # Void values compare byte by byte, which is the lexicographic order wanted here.
        records = self._records()
        order = np.argsort(records.view(f"V{records.shape[1]}").ravel(), kind="stable")
        return type(self)(self.images[order], self.labels[order], self.usage[order], self.schema)

    def fingerprint(self) -> str:
        """16 hexadecimal digits that depend on pixels, usages and labels, and on no order.

        Of any schema but FER2013's it depends too, as labels mean other classes then.
        """
        digests = sorted(hashlib.sha256(record).digest() for record in self._records())
        if self.schema != FER2013:
            digests.append(json.dumps(self.schema.to_json()).encode())
        return hashlib.sha256(b"".join(digests)).hexdigest()[:16]

    def _records(self) -> np.ndarray:
        """Usage, label and pixels side by side: uint8 of shape (n, 2306), contiguous."""
        return np.concatenate(
            [self.usage[:, None], self.labels[:, None], self.images.reshape(-1, PIXELS)], axis=1
        )


def pixel_hashes(images: np.ndarray) -> np.ndarray:
    """A 64-bit BLAKE2b hash of each image's pixels, the same on every machine.

    Among FER2013's 35,887 images the chance of any two different ones sharing a hash is below
    1e-10 (birthday bound), so equal hashes are taken as equal pixels.

    Args:
        images: uint8 of shape (n, 48, 48).

    Returns:
        uint64 of shape (n,).
    """
    rows = np.ascontiguousarray(images).reshape(-1, PIXELS)
    digests = b"".join(hashlib.blake2b(row, digest_size=8).digest() for row in rows)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def class_counts(labels: np.ndarray, usage: np.ndarray, schema: Schema) -> np.ndarray:
    """Images of each class in each part.

    Args:
        labels: uint8 of shape (n,).
        usage: uint8 of shape (n,).
        schema: what they are indices into.

    Returns:
        int64 of shape (parts, classes).
    """
    counts = np.zeros((len(schema.parts), len(schema.classes)), np.int64)
    np.add.at(counts, (usage, labels), 1)
    return counts
