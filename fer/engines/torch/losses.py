"""What a student is asked to have in common with its teacher: soft losses on a batch of logits.

Each takes the logits of teacher and student, (batch, 7), and yields a loss an image, (batch,).
"""

import torch

from fer.runs.recipe import Distillation


def distillation_loss(
    settings: Distillation, teacher: torch.Tensor, student: torch.Tensor, hard: torch.Tensor
) -> torch.Tensor:
    """The soft loss of `settings`, weighted by alpha against the loss on the labels.

    Args:
        settings: Which soft loss, its temperature and alpha.
        teacher: Logits, (batch, 7).
        student: Logits, (batch, 7).
        hard: Cross-entropy with the labels, (batch,).

    Returns:
        The loss of each image, (batch,).
    """
    match settings.loss:
        case "kd":
            soft = kd(teacher, student, settings.temperature)
        case "dist":
            soft = dist(teacher, student, settings.temperature)
    return settings.alpha * soft + (1 - settings.alpha) * hard


def kd(teacher: torch.Tensor, student: torch.Tensor, temperature: float) -> torch.Tensor:
    """Hinton et al. 2015: T^2 KL(teacher || student) of the softened probabilities."""
    soft, ours = ((logits / temperature).log_softmax(-1) for logits in (teacher, student))
    return temperature**2 * (soft.exp() * (soft - ours)).sum(-1)


def dist(teacher: torch.Tensor, student: torch.Tensor, temperature: float) -> torch.Tensor:
    """Huang et al. 2022, "Knowledge Distillation from a Stronger Teacher": correlations."""
    probabilities = [(logits / temperature).softmax(-1) for logits in (teacher, student)]
    between = _distance(*probabilities, axis=-1)
    within = _distance(*probabilities, axis=0)
    return temperature**2 * (between + within.mean())


def _distance(first: torch.Tensor, second: torch.Tensor, axis: int) -> torch.Tensor:
    """One less Pearson's correlation along `axis`."""
    first, second = (values - values.mean(axis, keepdim=True) for values in (first, second))
    norms = first.norm(dim=axis) * second.norm(dim=axis)
    return 1 - (first * second).sum(axis) / (norms + 1e-8)


def mixed(teacher: torch.Tensor, mixing: torch.Tensor, temperature: float) -> torch.Tensor:
    """A teacher's answers to mixtures of each image and the one before it.

    Args:
        teacher: Logits of the images themselves, (steps, batch, 7).
        mixing: The first image's share, (steps, 1, 1).
        temperature: At which the two probabilities are mixed.

    Returns:
        Logits whose probabilities at `temperature` are the same mixture of both, of that shape.
    """
    logs = (teacher / temperature).log_softmax(-1)
    others = logs.roll(1, dims=1)
    return temperature * torch.logaddexp(logs + mixing.log(), others + (1 - mixing).log())
