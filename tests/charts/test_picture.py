import numpy as np

from fer.charts.picture import HEIGHT, WIDTH, picture_to_mark
from fer.prediction.judging import marked_boxes


def test_axes_are_in_pixels_of_the_picture_however_large() -> None:
    figure = picture_to_mark(np.zeros((3000, 2000, 3), np.uint8))
    assert figure.layout.height <= HEIGHT
    assert figure.layout.width <= WIDTH
    assert figure.layout.xaxis.range == (0, 2000)
    assert figure.layout.yaxis.range == (3000, 0)


def test_a_box_drawn_from_any_corner_is_a_box() -> None:
    drawn = [{"x": [90.4, 30.2], "y": [20, 80]}, {"x": [5, 5], "y": [7, 7]}]
    assert marked_boxes(drawn) == [(30, 20, 60, 60), (5, 7, 1, 1)]
