"""The GPUs that PyTorch sees: `python -m fer.engines.torch.cards` prints them as JSON."""

import json

import torch


def cards() -> dict[str, str]:
    """Names of GPUs by device, the one to prefer first."""
    found = {}
    if torch.cuda.is_available():
        found["cuda"] = torch.cuda.get_device_name()
    # Before macOS 15 what batch normalisation writes to a part of a vector is lost.
    if torch.backends.mps.is_available() and torch.backends.mps.is_macos_or_newer(15, 0):
        found["mps"] = "Apple GPU"
    return found


if __name__ == "__main__":
    print(json.dumps(cards()))
