"""One row of the table `findings`, written as SQL in one place."""

from linkage.schema import CaseKind, Findings, Records


def finding(
    kind: CaseKind,
    fact: str,
    *,
    records: str = f"[{Records.record_id.name}]",
    number_says: str = "null",
    record_says: str = "null",
    probability: str = "1.0",
    alternatives: str = "[]",
    ground: str | None = None,
) -> str:
    """Select list of a finding; all but kind and ground are SQL expressions.

    A fact may be a plain code instead of an expression.
    """
    letter = f"'{ground}'" if ground else "null"
    code = f"'{fact}'" if fact.isidentifier() else fact
    return f"""
        select '{kind.value}' as {Findings.kind.name},
               {records} as {Findings.record_ids.name},
               {code} as {Findings.fact.name},
               ({number_says})::varchar as {Findings.number_says.name},
               ({record_says})::varchar as {Findings.record_says.name},
               ({probability})::double as {Findings.probability.name},
               ({alternatives})::varchar[] as {Findings.alternatives.name},
               {letter}::varchar as {Findings.ground.name}
    """


def reasons(**when: str) -> str:
    """SQL list of the codes whose condition holds."""
    cases = ", ".join(f"if({condition}, '{code}', null)" for code, condition in when.items())
    return f"list_filter([{cases}], lambda x: x is not null)"
