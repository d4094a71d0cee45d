"""Engines: the frameworks that train networks and answer with them, behind one interface."""

from fer.engines.base import Classifier, Engine, Trainer, ViewAnswers
from fer.engines.choice import Place, choose, installed, load

__all__ = ["Classifier", "Engine", "Place", "Trainer", "ViewAnswers", "choose", "installed", "load"]
