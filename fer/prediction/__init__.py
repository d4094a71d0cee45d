"""What several runs say of the faces in a picture, side by side, and why. No TensorFlow."""

from fer.prediction.answers import Prediction, predict
from fer.prediction.calibration import temperature
from fer.prediction.choice import DEFAULT_RUNS, choices, first_choice, runs_to_predict
from fer.prediction.networks import KEPT, load, network, version
from fer.prediction.saliency import overlay, saliency
from fer.prediction.speed import milliseconds, times
from fer.prediction.words import agreement, disagreement, other_classes, summary

__all__ = [
    "DEFAULT_RUNS",
    "KEPT",
    "Prediction",
    "agreement",
    "choices",
    "disagreement",
    "first_choice",
    "load",
    "milliseconds",
    "network",
    "other_classes",
    "overlay",
    "predict",
    "runs_to_predict",
    "saliency",
    "summary",
    "temperature",
    "times",
    "version",
]
