"""From findings, scores, entities, history and decisions to cases, worklist and report."""

from linkage.casework.cases import build_cases, case_id
from linkage.casework.wording import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "build_cases", "case_id"]
