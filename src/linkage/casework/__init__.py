"""From findings, scores, entities, history and decisions to cases, worklist and report."""

from linkage.casework.cases import Casework, build_cases, build_casework, case_id
from linkage.casework.wording import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "Casework",
    "Language",
    "build_cases",
    "build_casework",
    "case_id",
]
