import itertools
import random

from fer.charts.labels import Label, place


def test_no_two_names_meet_and_none_lies_on_a_marker() -> None:
    draw = random.Random(0)
    for count in (3, 12, 60):
        markers = [(draw.uniform(0, 600), draw.uniform(0, 400)) for _ in range(count)]
        labels = [
            Label("n" * draw.randint(3, 30), x, y) for x, y in draw.sample(markers, min(count, 15))
        ]
        for wider in (1, 1.7, 3):
            found = place(labels, markers, 600, 400)
            boxes = [
                # Wider by as much as its marker moves.
                (each.box.left + (wider - 1) * each.label.x, each.box)
                for each in found
            ]
            for (left, one), (other_left, other) in itertools.combinations(boxes, 2):
                apart = left + one.right - one.left <= other_left + 1e-9 or (
                    other_left + other.right - other.left <= left + 1e-9
                )
                assert apart or one.bottom <= other.top or other.bottom <= one.top
        assert all(each.box.left >= 0 and each.box.right <= 600 for each in found)
    assert found


def test_the_first_chooses_first() -> None:
    labels = [Label("first", 300, 200), Label("second", 302, 201)]
    (first, second) = place(labels, [(300, 200)], 600, 400)
    assert (first.label.text, first.position) == ("first", "top center")
    assert not first.box.meets(second.box)
    assert place([Label("x" * 200, 10, 10)], [], 600, 400) == []
