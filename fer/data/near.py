"""Images that look alike: equal but for light, noise and compression.

They are told by a perceptual hash of the discrete cosine transform (Zauner 2010, "Implementation
and Benchmarking of Perceptual Image Hash Functions", section 3.2.1). All images of a set are hashed
at once as a product of matrices: 36,000 take a second, where libraries that hash image by image
take half a minute.
"""

import numpy as np

from fer import IMAGE_SIZE

LOW = 8
"""Frequencies along each axis that count, the mean gray level left out: 63 bits in all."""

ALIKE = 3
"""Most bits in which the hashes of two images that look alike differ."""

FLAT = 2.0
"""Gray levels: an image of a smaller standard deviation shows too little to be compared."""

_SLICE = 4096


def perceptual_hashes(images: np.ndarray) -> np.ndarray:
    """A hash of what each image looks like.

    Args:
        images: uint8 of shape (n, 48, 48).

    Returns:
        uint64 of shape (n,): each bit says whether one of the lowest frequencies is above their
        median.
    """
    places = np.arange(IMAGE_SIZE) + 0.5
    waves = np.cos(np.pi / IMAGE_SIZE * np.outer(np.arange(LOW), places)).astype(np.float32)
    found = []
    for start in range(0, len(images), _SLICE):
        faces = np.asarray(images[start : start + _SLICE], np.float32)
        low = (waves @ faces @ waves.T).reshape(len(faces), -1)[:, 1:]
        bits = low > np.median(low, axis=1, keepdims=True)
        packed = np.packbits(np.pad(bits, ((0, 0), (1, 0))), axis=1)
        found.append(packed.view(">u8")[:, 0].astype(np.uint64))
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def alike_groups(images: np.ndarray, twins: np.ndarray) -> np.ndarray:
    """Number the sets of images that look alike, pixel-identical ones among them.

    Args:
        images: uint8 of shape (n, 48, 48).
        twins: the numbers of the sets of pixel-identical images, int64 of shape (n,).

    Returns:
        int64 of shape (n,), from 0 without a gap.
    """
    _, firsts, group = np.unique(twins, return_index=True, return_inverse=True)
    faces = images[firsts]
    rows = faces.reshape(len(faces), -1)
    deviation = np.concatenate(
        [rows[i : i + _SLICE].std(axis=1) for i in range(0, len(rows), _SLICE)] or [np.zeros(0)]
    )
    shown = np.flatnonzero(deviation >= FLAT)
    pairs = shown[_pairs(perceptual_hashes(faces[shown]))]
    parent = np.arange(len(faces))
    for one, other in pairs:
        first, second = _root(parent, one), _root(parent, other)
        parent[max(first, second)] = min(first, second)
    roots = np.array([_root(parent, place) for place in range(len(faces))], np.int64)
    return np.unique(roots[group], return_inverse=True)[1].astype(np.int64)


def _pairs(hashes: np.ndarray) -> np.ndarray:
    """Pairs of places whose hashes differ in at most `ALIKE` bits, int64 (m, 2).

    Hashes that differ in so few bits are equal in one of `ALIKE` + 1 slices of them.
    """
    width, found = 64 // (ALIKE + 1), []
    for number in range(ALIKE + 1):
        key = (hashes >> np.uint64(number * width)) & np.uint64((1 << width) - 1)
        order = np.argsort(key, kind="stable")
        key, ordered = key[order], hashes[order]
        # Those of one key stand together: each is compared with the next, the next but one …
        firsts = np.arange(len(order))
        for step in range(1, len(order)):
            firsts = firsts[firsts + step < len(order)]
            firsts = firsts[key[firsts] == key[firsts + step]]
            if not len(firsts):
                break
            apart = np.bitwise_count(ordered[firsts] ^ ordered[firsts + step])
            near = firsts[apart <= ALIKE]
            found.append(np.stack([order[near], order[near + step]], axis=1))
    return np.unique(np.concatenate(found), axis=0) if found else np.zeros((0, 2), np.int64)


def _root(parent: np.ndarray, place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return int(place)
