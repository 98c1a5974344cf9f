"""Đúng, đủ, sạch, sống: how the data of each unit and source stand, with what was counted.

Each criterion is a share of records. What is counted against it are open suspicions, not proven
errors, and every share says its numerator, its denominator and a 95 % interval.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from linkage.casework.report_html import Html, grid, join, tag
from linkage.casework.report_words import MISSING_MARK, Voice
from linkage.casework.wording import Phrase
from linkage.engine import Table
from linkage.engine.duckdb import quoted
from linkage.schema import RAW_PREFIX, CaseKind, Cases, CaseState, Column, Input, Records

_Z = NormalDist().inv_cdf(0.975)


class Criterion(StrEnum):
    """The four criteria of Kế hoạch 01."""

    RIGHT = "right"
    WHOLE = "whole"
    CLEAN = "clean"
    ALIVE = "alive"


NAMES: Mapping[Criterion, Phrase] = {
    Criterion.RIGHT: ("Đúng", "Right"),
    Criterion.WHOLE: ("Đủ", "Complete"),
    Criterion.CLEAN: ("Sạch", "Clean"),
    Criterion.ALIVE: ("Sống", "Alive"),
}

MEANINGS: Mapping[Criterion, Phrase] = {
    Criterion.RIGHT: (
        "Số định danh khớp với giới tính, năm sinh, nơi đăng ký khai sinh của chính hồ sơ; tính "
        "trên các hồ sơ có ghi số.",
        "The number fits the sex, birth year and birth registration of its record; out of the "
        "records that bear a number.",
    ),
    Criterion.WHOLE: (
        "Có đủ họ tên, ngày sinh đầy đủ, giới tính, số định danh hoặc CMND, cha hoặc mẹ, nơi cư "
        "trú; tính trên mọi hồ sơ.",
        "Name, full date of birth, sex, a number or CMND, a parent and a residence are all "
        "there; out of all records.",
    ),
    Criterion.CLEAN: (
        "Không nghi trùng hồ sơ, không nghi chung số với người khác; tính trên mọi hồ sơ.",
        "Not suspected of being recorded twice or of sharing a number; out of all records.",
    ),
    Criterion.ALIVE: (
        "Không mâu thuẫn giữa đã chết và còn hoạt động; tính trên mọi hồ sơ. Mâu thuẫn về cư trú "
        "chỉ tính được khi có danh sách cư trú.",
        "No contradiction between death and activity; out of all records. Contradictions of "
        "residence need a list of residence.",
    ),
}

COUNTED_AGAINST: Mapping[Criterion, frozenset[CaseKind]] = {
    Criterion.RIGHT: frozenset(
        {
            CaseKind.ID_SEX_MISMATCH,
            CaseKind.ID_BIRTH_YEAR_MISMATCH,
            CaseKind.ID_PLACE_MISMATCH,
            CaseKind.IMPOSSIBLE_ID,
        }
    ),
    Criterion.CLEAN: frozenset(
        {
            CaseKind.TWO_IDS,
            CaseKind.NO_ID_DUPLICATE,
            CaseKind.REPEATED_RECORD,
            CaseKind.ID_TYPO,
            CaseKind.SHARED_ID,
            CaseKind.SHARED_CMND,
            CaseKind.TWIN_DATA_SWAPPED,
        }
    ),
    Criterion.ALIVE: frozenset({CaseKind.DECEASED_ACTIVE}),
}
"""Kinds of open cases that count against a criterion."""

LACKS: Mapping[str, Phrase] = {
    "name": ("họ và tên", "name"),
    "birth": ("ngày sinh đầy đủ", "full date of birth"),
    "sex": ("giới tính", "sex"),
    "number": ("số định danh hoặc CMND", "number or CMND"),
    "parent": ("cha hoặc mẹ", "a parent"),
    "home": ("nơi cư trú", "a residence"),
}
"""What matching needs of a record."""


@dataclass(frozen=True)
class Share:
    """So many of so many, with the score interval of Wilson (1927).

    Examples:
        >>> share = Share(96, 100)
        >>> round(share.low, 3), round(share.high, 3)
        (0.902, 0.984)
    """

    part: int
    whole: int

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval."""
        return 0.0 if self.part == 0 else self._centre - self._half

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return 1.0 if self.part == self.whole else self._centre + self._half

    @property
    def _centre(self) -> float:
        share, n = self.part / self.whole, self.whole
        return (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)

    @property
    def _half(self) -> float:
        share, n = self.part / self.whole, self.whole
        spread: float = (share * (1 - share) / n + _Z * _Z / (4 * n * n)) ** 0.5
        return _Z * spread / (1 + _Z * _Z / n)


@dataclass(frozen=True)
class Standing:
    """How the records of one unit or source, or of several, stand.

    Attributes:
        records: Records.
        numbered: Records that bear a number.
        good: Records that meet each criterion.
        lacks: Records that lack what matching needs, by key of `LACKS`.
    """

    records: int
    numbered: int
    good: Mapping[Criterion, int]
    lacks: Mapping[str, int]

    def share(self, criterion: Criterion) -> Share:
        """A criterion as a share."""
        whole = self.numbered if criterion is Criterion.RIGHT else self.records
        return Share(self.good[criterion], whole)


def together(standings: Iterable[Standing]) -> Standing:
    """The records of several units as those of one."""
    all_of = list(standings)
    return Standing(
        sum(s.records for s in all_of),
        sum(s.numbered for s in all_of),
        {c: sum(s.good[c] for s in all_of) for c in Criterion},
        {lack: sum(s.lacks[lack] for s in all_of) for lack in LACKS},
    )


def standings(records: Table, cases: Table, by: Column) -> dict[str | None, Standing]:
    """Count the records of each unit or source; it is None where none is recorded.

    Cases drawn by chance below the threshold are no suspicions and count against nothing.
    """
    r = Records

    def said(*columns: Column) -> str:
        present = [RAW_PREFIX + c.name for c in columns if RAW_PREFIX + c.name in records.columns]
        filled = [f"coalesce(trim({quoted(name)}), '') <> ''" for name in present]
        return f"({' or '.join(filled) or 'false'})"

    has = {
        "name": said(Input.full_name),
        "birth": f"({r.birth.date.name} is not null)",
        "sex": f"({r.sex.name} is not null)",
        "number": said(Input.personal_id, Input.cmnd),
        "parent": said(Input.father_name, Input.mother_name, Input.father_id, Input.mother_id),
        "home": said(Input.permanent_address, Input.temporary_address, Input.current_address),
    }
    numbered = said(Input.personal_id)
    right, clean, alive = (
        f"{r.record_id.name} not in (select id from against where criterion = '{c.value}')"
        for c in (Criterion.RIGHT, Criterion.CLEAN, Criterion.ALIVE)
    )
    includes = f"coalesce({Cases.includes.name}, [])" if _has(cases, Cases.includes) else "[]"
    state = f"coalesce({Cases.state.name}, '')" if _has(cases, Cases.state) else "''"
    drawn = f"coalesce({Cases.sampled.name}, false)" if _has(cases, Cases.sampled) else "false"
    kinds = " union all ".join(
        f"select '{criterion.value}' as criterion, '{kind.value}' as kind"
        for criterion, counted in COUNTED_AGAINST.items()
        for kind in sorted(counted)
    )
    rows = records.engine.rows(
        f"""
        with counted as ({kinds}),
        told as (
            select unnest(list_distinct(list_append({includes}::varchar[], {Cases.kind.name})))
                       as kind,
                   {Cases.record_ids.name} as ids
            from {cases.name}
            where not coalesce({Cases.explained.name}, false) and {state} <> '{CaseState.DECIDED}'
                and not {drawn}
        ),
        against as (
            select distinct criterion, unnest(ids) as id from told join counted using (kind)
        )
        select {by.name}, count(*), count(*) filter ({numbered}),
               count(*) filter ({numbered} and {right}),
               count(*) filter ({" and ".join(has.values())}),
               count(*) filter ({clean}), count(*) filter ({alive}),
               {", ".join(f"count(*) filter (not {present})" for present in has.values())}
        from {records.name} group by 1 order by 1
        """
    )
    return {
        told: Standing(
            total,
            with_number,
            dict(zip(Criterion, counts[:4], strict=True)),
            dict(zip(LACKS, counts[4:], strict=True)),
        )
        for told, total, with_number, *counts in rows
    }


def _has(table: Table, column: Column) -> bool:
    return column.name in table.columns


def scoreboard(standing: Standing, voice: Voice) -> Html:
    """The four criteria as cards: the share, what was counted, what it means."""
    return tag(
        "ul",
        *(_card(criterion, standing.share(criterion), voice) for criterion in Criterion),
        class_="scores",
    )


def _card(criterion: Criterion, share: Share, voice: Voice) -> Html:
    return tag(
        "li",
        tag("h3", voice.say(NAMES[criterion])),
        tag("p", percent(share, voice), class_="share"),
        tag("p", counted(share, voice), class_="counted"),
        tag("p", voice.say(MEANINGS[criterion]), class_="meaning"),
    )


def percent(share: Share, voice: Voice) -> str:
    """A share in per cent, rounded so that not all never reads as all."""
    if share.whole == 0:
        return MISSING_MARK
    tenths = min(1000 * share.part // share.whole, 1000)
    return f"{voice.decimal(tenths / 10)}%"


def share_cell(share: Share, voice: Voice) -> Html:
    """A share in a table: per cent, and below it what was counted and the interval."""
    said = percent(share, voice)
    if share.whole == 0:
        return join([said])
    low, high = (voice.decimal(100 * end) for end in (share.low, share.high))
    ends = f"{voice.count(share.part)}/{voice.count(share.whole)}; {low}–{high}%"
    return join([said, tag("small", ends)])


def counted(share: Share, voice: Voice) -> str:
    """What a share counts, and how sure it is."""
    if share.whole == 0:
        return voice.say(("không có hồ sơ nào để tính", "no record to count"))
    return voice.say(
        (
            "{part} trên {whole} hồ sơ; khoảng tin cậy 95%: {low} – {high}",
            "{part} of {whole} records; 95% interval: {low} – {high}",
        ),
        part=voice.count(share.part),
        whole=voice.count(share.whole),
        low=f"{voice.decimal(100 * share.low)}%",
        high=f"{voice.decimal(100 * share.high)}%",
    )


def lacking(standing: Standing, voice: Voice) -> list[Html]:
    """What records lack most, the most frequent first."""
    rows = [
        (voice.say(LACKS[lack]), voice.count(n), percent(Share(n, standing.records), voice))
        for lack, n in sorted(standing.lacks.items(), key=lambda item: (-item[1], item[0]))
        if n
    ]
    if not rows:
        return []
    head: Sequence[str] = [
        voice.say(phrase)
        for phrase in (("Thiếu", "Lacking"), ("Số hồ sơ", "Records"), ("Tỷ lệ", "Share"))
    ]
    caption = voice.say(("Hồ sơ còn thiếu gì", "What records lack"))
    return [grid(caption, head, rows, class_="small")]
