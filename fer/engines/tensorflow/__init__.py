"""TensorFlow on the processor: one compiled loop a group of steps, oneDNN's kernels."""
