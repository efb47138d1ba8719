"""A trained network as an ONNX file with a description, reference tensors and a model card."""
