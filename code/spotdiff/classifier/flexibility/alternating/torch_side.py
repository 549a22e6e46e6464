"""A generator and a discriminator that take their steps in turn."""

from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array


def cost(scores: Any, truth: float) -> Any:
    """Compute the mean cross-entropy of scores that share one truth."""
    truths = torch.full_like(scores, truth)
    return F.binary_cross_entropy_with_logits(scores, truths)


def descend(optimizer: Any, model: Any, loss_of: Any) -> Any:
    """Call for a loss, move one network down its slope, return it."""
    loss = loss_of()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def play(
    generator: Any,
    discriminator: Any,
    real: Array,
    noise: Array,
    rate: float,
) -> list[tuple[float, float]]:
    """Let both networks take their steps in turn, by plain descent.

    Args:
        generator: Noise, (n, 16), to pixels, (n, 784).
        discriminator: Pixels to a score, (n, 1): above 0 for real.
        real: (steps, n, 784).
        noise: (steps, 2, n, 16), one for the step of each.
        rate: Learning rate of both.

    Returns:
        The losses of discriminator and generator, by step.
    """
    g_optimizer = torch.optim.SGD(generator.parameters(), rate)
    d_optimizer = torch.optim.SGD(discriminator.parameters(), rate)
    data = torch.as_tensor(real), torch.as_tensor(noise)

    def step(real: Any, noise: Any) -> Any:
        def judged() -> Any:
            fake = generator(noise[0]).detach()
            found = cost(discriminator(fake), 0.0)
            return found + cost(discriminator(real), 1.0)

        def fooled() -> Any:
            return cost(discriminator(generator(noise[1])), 1.0)

        d_loss = descend(d_optimizer, discriminator, judged)
        return d_loss, descend(g_optimizer, generator, fooled)

    told = [step(*each) for each in zip(*data, strict=True)]
    return [(float(d_loss), float(g_loss)) for d_loss, g_loss in told]
