"""PyTorch on a GPU or the processor: the same networks, views, losses and optimisers."""
