"""One colour a family, everywhere; distinct for colour-blind readers, legible on light and dark."""

FAMILY_COLORS = {"teacher": "#A05FB4", "mobilenet": "#2F86C8", "cnn": "#DE7C00"}
"""After Okabe & Ito 2008, lightened or darkened to a contrast of 3:1 on white and near-black."""

FAMILY_NAMES = {"teacher": "teacher", "mobilenet": "MobileNet", "cnn": "CNN"}
"""How a family is written in a sentence or legend."""

GRAY = "#808080"
"""What belongs to no family: lines and bands, legible on light and dark."""

FAMILY_SYMBOLS = {"teacher": "diamond", "mobilenet": "circle", "cnn": "square"}
"""Marker shapes, so that colour is never the only sign."""
