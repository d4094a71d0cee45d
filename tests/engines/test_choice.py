import pytest

from fer import engines
from fer.engines import Place, choice
from fer.engines.choice import Gpu, choose
from fer.errors import FerError

CARD = Gpu("cuda", "NVIDIA Something")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch):
    """Pretends that these frameworks are installed, and that PyTorch sees this card."""

    def pretend(*frameworks: str, card: Gpu | None = None) -> None:
        monkeypatch.setattr(choice, "installed", lambda name: name in frameworks)
        monkeypatch.setattr(choice, "gpu", lambda: card if "torch" in frameworks else None)

    return pretend


def test_by_itself_it_is_a_gpu_or_else_tensorflow(here) -> None:
    here("tensorflow", "torch", card=CARD)
    assert choose() == choose("torch") == Place("torch", "cuda")
    assert choose().hardware == "NVIDIA Something"
    assert choose("tensorflow") == choose(device="cpu") == Place("tensorflow", "cpu")
    here("tensorflow", "torch")
    assert choose() == Place("tensorflow", "cpu")
    assert choose("torch") == Place("torch", "cpu")
    assert choose().hardware.endswith("CPU cores")
    here("torch")
    assert choose() == Place("torch", "cpu")


@pytest.mark.parametrize(
    ("frameworks", "asked", "sentence"),
    [
        (("tensorflow",), ("torch", "auto"), r'pip install -e ".\[gpu\]"'),
        (("tensorflow",), ("auto", "cuda"), r'pip install -e ".\[gpu\]"'),
        (("torch",), ("tensorflow", "auto"), "TensorFlow is not installed"),
        ((), ("auto", "auto"), "TensorFlow is not installed.*torch"),
        (("tensorflow", "torch"), ("tensorflow", "mps"), "--engine torch"),
    ],
)
def test_what_is_missing_is_a_sentence(here, frameworks, asked, sentence: str) -> None:
    here(*frameworks)
    with pytest.raises(FerError, match=sentence):
        choose(*asked)


def test_a_card_that_is_missing_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    from fer.engines.torch import cards

    monkeypatch.setattr(cards, "cards", dict)
    for ask in (lambda: choose(device="cuda"), lambda: engines.load(Place("torch", "cuda"))):
        with pytest.raises(FerError, match="PyTorch sees no NVIDIA card here"):
            ask()


def test_pytorch_is_asked_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pytest.importorskip("torch")
    monkeypatch.setattr(choice, "_driver", lambda: True)
    card = choice.gpu.__wrapped__()
    assert card is None or card.device in choice.CARDS


def test_of_another_machine_nothing_is_known(here) -> None:
    here("tensorflow", card=CARD)
    assert choose(here=False) == Place("tensorflow", "cpu")
    assert choose("torch", here=False) == Place("torch", "cpu")
    assert choose(device="cuda", here=False) == Place("torch", "cuda")
    with pytest.raises(FerError, match="TensorFlow works on the CPU"):
        choose("tensorflow", "cuda", here=False)
