"""From findings, scores, entities, history and decisions to cases, worklist and report."""

from linkage.casework.cases import Casework, Past, build_cases, build_casework, case_id
from linkage.casework.decisions import Decision, DecisionLog
from linkage.casework.priority import Costs, Stake
from linkage.casework.weekly import weekly
from linkage.casework.wording import LANGUAGES, Language

__all__ = [
    "LANGUAGES",
    "Casework",
    "Costs",
    "Decision",
    "DecisionLog",
    "Language",
    "Past",
    "Stake",
    "build_cases",
    "build_casework",
    "case_id",
    "weekly",
]
