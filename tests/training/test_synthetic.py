import pytest

from fer.models import scaled
from fer.planning import new_run
from fer.runs import Recipe, create, find
from fer.training import session


@pytest.mark.long
def test_five_epochs_on_synthetic_tell_a_wide_network_from_a_narrow_one() -> None:
    accuracy = {}
    for width in (0.1, 1.0):
        config = new_run(
            scaled("cnn", width), width=width, data_name="synthetic", recipe=Recipe(epochs=5)
        )
        create(config)
        session.train(find(config.run))
        splits = find(config.run).metrics["splits"]
        right = sum(
            splits[split]["accuracy"] * splits[split]["n"] for split in ("public", "private")
        )
        accuracy[width] = right / (splits["public"]["n"] + splits["private"]["n"])
    assert accuracy[0.1] < 0.9
    assert accuracy[1.0] > accuracy[0.1] + 0.05
