"""PyTorch and TensorFlow, difference by difference: the modules behind the book."""
