"""What a student is asked to have in common with its teacher: soft losses on a batch of logits.

Each takes the logits of teacher and student, (batch, 7), and yields a loss an image, (batch,).
"""

from fer.runs.recipe import Distillation
from fer.tensorflow import tf


def distillation_loss(
    settings: Distillation,
    teacher: tf.Tensor,
    student: tf.Tensor,
    hard: tf.Tensor,
) -> tf.Tensor:
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


def kd(teacher: tf.Tensor, student: tf.Tensor, temperature: float) -> tf.Tensor:
    """Hinton et al. 2015: T^2 KL(teacher || student) of the softened probabilities."""
    soft, ours = (tf.nn.log_softmax(logits / temperature) for logits in (teacher, student))
    return temperature**2 * tf.reduce_sum(tf.exp(soft) * (soft - ours), axis=-1)


def dist(teacher: tf.Tensor, student: tf.Tensor, temperature: float) -> tf.Tensor:
    """Huang et al. 2022, "Knowledge Distillation from a Stronger Teacher": correlations."""
    probabilities = [tf.nn.softmax(logits / temperature) for logits in (teacher, student)]
    between = _distance(*probabilities, axis=-1)
    within = _distance(*probabilities, axis=0)
    return temperature**2 * (between + tf.reduce_mean(within))


def _distance(first: tf.Tensor, second: tf.Tensor, axis: int) -> tf.Tensor:
    """One less Pearson's correlation along `axis`."""
    first, second = (
        values - tf.reduce_mean(values, axis, keepdims=True) for values in (first, second)
    )
    norms = tf.norm(first, axis=axis) * tf.norm(second, axis=axis)
    return 1 - tf.reduce_sum(first * second, axis) / (norms + 1e-8)


def mixed(teacher: tf.Tensor, share: tf.Tensor, temperature: float) -> tf.Tensor:
    """A teacher's answers to mixtures of each image and the one before it.

    Args:
        teacher: Logits of the images themselves, (batch, 7).
        share: The first image's share, ().
        temperature: At which the two probabilities are mixed.

    Returns:
        Logits whose probabilities at `temperature` are the same mixture of both, (batch, 7).
    """
    logs = tf.nn.log_softmax(teacher / temperature)
    parts = logs + tf.math.log(share), tf.roll(logs, 1, axis=0) + tf.math.log(1 - share)
    return temperature * tf.reduce_logsumexp(tf.stack(parts), axis=0)
