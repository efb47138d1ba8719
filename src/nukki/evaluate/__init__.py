"""Quality measured against ground truth: scored, compared, reported."""

from nukki.evaluate.candidate import Candidate, Mattes, Pipeline
from nukki.evaluate.clip_candidate import ClipCandidate, ClipMattes, ClipPipeline
from nukki.evaluate.clip_run import evaluate_clips
from nukki.evaluate.clips import CLIP_MEASURES, ClipMeter, TrueClip, open_clips
from nukki.evaluate.dataset import open_dataset
from nukki.evaluate.evaluation import Evaluation, Row, told_apart
from nukki.evaluate.files import read_json, write_csv, write_json
from nukki.evaluate.measuring import Listener
from nukki.evaluate.page import write_html
from nukki.evaluate.pairs import Dataset, Pair, Problem, select
from nukki.evaluate.run import evaluate
from nukki.evaluate.score import MEASURES, Measure, score
from nukki.evaluate.statistics import Interval

__all__ = [
    "CLIP_MEASURES",
    "MEASURES",
    "Candidate",
    "ClipCandidate",
    "ClipMattes",
    "ClipMeter",
    "ClipPipeline",
    "Dataset",
    "Evaluation",
    "Interval",
    "Listener",
    "Mattes",
    "Measure",
    "Pair",
    "Pipeline",
    "Problem",
    "Row",
    "TrueClip",
    "evaluate",
    "evaluate_clips",
    "open_clips",
    "open_dataset",
    "read_json",
    "score",
    "select",
    "told_apart",
    "write_csv",
    "write_html",
    "write_json",
]
