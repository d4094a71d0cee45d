"""Named networks: the report's nine, by their exact numbers of parameters.

The report gives totals but not its drawings, so the shapes are this project's own. A preset with
the stages of its family has every channel count within 5% of one width (in the comment), so that
it lies on the family's curve of accuracy against parameters. The others have most of their layers
in the last stage: at about 60,000 parameters that is as accurate, and answers sooner; at 4.5
million a last feature map of 6 pixels then costs 276 million multiply-accumulates and not 606.
"""

from fer.models.architecture import Architecture
from fer.models.widths import scaled, with_grid

PRESETS: dict[str, Architecture] = {
    "teacher": scaled("teacher", 1.0),
    "mobilenet-63k": with_grid("mobilenet", (11, 11, 21, 34, 35, 152, 153, 152), (1, 1, 2, 3)),
    "cnn-61k": with_grid("cnn", (4, 5, 8, 13, 14, 53, 54, 50), (1, 1, 1, 2, 3)),
    "mobilenet-5.0m": with_grid("mobilenet", (104, 200, 344, 336, 672, 672, 1722, 1646)),  # 1.69
    "mobilenet-1.7m": with_grid("mobilenet", (56, 120, 192, 192, 384, 384, 972, 980)),  # 0.97
    "mobilenet-221k": with_grid("mobilenet", (20, 40, 72, 72, 136, 144, 344, 336)),  # 0.34
    "cnn-4.5m": Architecture(
        "cnn", (32, 40, 80, 80, 164, 164, 420, 447, 440), grid=6, stages=(1, 1, 2, 2, 3)
    ),
    "cnn-1.5m": with_grid("cnn", (28, 40, 40, 80, 80, 158, 159, 266, 272)),  # 0.84
    "cnn-265k": with_grid("cnn", (11, 16, 16, 32, 32, 70, 69, 108, 117)),  # 0.35
}
"""In the order of the report's table."""
