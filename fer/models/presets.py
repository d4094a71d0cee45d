"""Named networks: the report's nine, by their exact numbers of parameters.

The report gives totals but not its drawings, so the shapes are this project's own. Apart from the
teacher, a preset has every channel count within 5 % of one width of its family (the width in the
comment), so that it lies on the family's curve of accuracy against parameters.
"""

from fer.models.families import Architecture, scaled, with_grid

PRESETS: dict[str, Architecture] = {
    "teacher": scaled("teacher", 1.0),
    "mobilenet-63k": with_grid("mobilenet", (11, 11, 21, 34, 35, 152, 153, 152)),  # 0.186
    "cnn-61k": with_grid("cnn", (4, 5, 8, 13, 14, 53, 54, 50)),  # 0.198
    "mobilenet-5.0m": with_grid("mobilenet", (107, 108, 189, 325, 312, 1420, 1491, 1424)),  # 1.74
    "mobilenet-1.7m": with_grid("mobilenet", (60, 61, 113, 182, 190, 832, 840, 825)),  # 1.01
    "mobilenet-221k": with_grid("mobilenet", (21, 21, 39, 66, 64, 298, 296, 300)),  # 0.354
    "cnn-4.5m": with_grid("cnn", (35, 46, 70, 118, 120, 452, 462, 463)),  # 1.75
    "cnn-1.5m": with_grid("cnn", (20, 25, 38, 69, 68, 268, 263, 256)),  # 0.983
    "cnn-265k": with_grid("cnn", (8, 11, 17, 27, 29, 108, 114, 107)),  # 0.415
}
"""In the order of the report's table."""
