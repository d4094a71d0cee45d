"""Runs in the formats that other runtimes read, each with its own figures.

Importing this package loads no converter and no runtime.
"""

from fer.export.folder import export, zip_of
from fer.export.formats import FORMATS, QUANTISED, numbers

__all__ = ["FORMATS", "QUANTISED", "export", "numbers", "zip_of"]
