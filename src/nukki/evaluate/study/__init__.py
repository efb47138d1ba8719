"""How quality and time change as photos get worse: measured, drawn, said in plain words."""

from nukki.evaluate.study.degradations import DEGRADATIONS, Degradation
from nukki.evaluate.study.files import to_json, write_json
from nukki.evaluate.study.findings import recommendations, summary
from nukki.evaluate.study.page import write_html
from nukki.evaluate.study.result import Row, Study
from nukki.evaluate.study.run import DEFAULT_LIMIT, study

__all__ = [
    "DEFAULT_LIMIT",
    "DEGRADATIONS",
    "Degradation",
    "Row",
    "Study",
    "recommendations",
    "study",
    "summary",
    "to_json",
    "write_html",
    "write_json",
]
