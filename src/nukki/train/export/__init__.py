"""A trained network as an ONNX file with a description, reference tensors and a model card."""

from nukki.train.export.making import Exported, ExportSettings, export_run

__all__ = ["ExportSettings", "Exported", "export_run"]
