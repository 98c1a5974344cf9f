"""One case of the report: what to check, its records side by side, and why it exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from linkage.casework.evidence import FACTS
from linkage.casework.report_beside import letters, side_by_side
from linkage.casework.report_charts import waterfall
from linkage.casework.report_data import CaseView, Spoken
from linkage.casework.report_family import Relative, family_table
from linkage.casework.report_html import Html, bullets, join, scrolling, tag
from linkage.casework.report_plan import anchor
from linkage.casework.report_timeline import Succession, timeline
from linkage.casework.report_words import MISSING_MARK, Voice
from linkage.casework.tokens import Tokens
from linkage.casework.wording import TITLES, Phrase
from linkage.schema import Cases, CaseState, Column


@dataclass(frozen=True)
class Around:
    """What lies around the cases.

    Attributes:
        relatives: Family and household, by record.
        successions: Lawful successions, by number.
        units: What to call a unit, by its code.
    """

    relatives: Mapping[str, Sequence[Relative]] = field(default_factory=dict)
    successions: Mapping[str, Sequence[Succession]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def case_section(
    number: int, case: CaseView, around: Around, voice: Voice, *, reveal: bool, level: int = 2
) -> Html:
    """A case in full.

    Args:
        number: Its place in the list.
        case: The case.
        around: What lies around it.
        voice: The language.
        reveal: Show numbers in full.
        level: Level of its heading.
    """
    tokens = Tokens((record.values for record in case.records), reveal=reveal)
    parts = {
        voice.say(("Vì sao có vụ việc này", "Why this case exists")): _reasons(case, voice),
        voice.say(("Đã xét các khả năng khác", "What else was considered")): _texts(
            case, Cases.alternatives
        ),
        voice.say(("Còn thiếu gì, lấy ở đâu", "What is missing, and where it is")): _texts(
            case, Cases.missing
        ),
        voice.say(("Hộ và gia đình", "Household and family")): list(
            family_table(case, around.relatives, tokens, voice)
        ),
        voice.say(("Các số qua thời gian", "The numbers through time")): list(
            timeline(case, around.successions, tokens, voice)
        ),
        voice.say(("Cân nhắc từng trường", "How the fields weigh")): _waterfall(case, voice),
        voice.say(("Quá trình của vụ việc", "History of the case")): _texts(case, Cases.history),
    }
    return tag(
        "article",
        tag(
            f"h{level}",
            tag("span", str(number), class_="place"),
            " ",
            _heading(case, voice, alone=level > 2),
        ),
        _facts(case, around, voice),
        _proposal(case, voice),
        side_by_side(case, tokens, around.units, voice, reveal=reveal),
        _note_on_records(case, voice),
        *(
            join([tag(f"h{level + 1}", title), *contents])
            for title, contents in parts.items()
            if contents
        ),
        class_="case",
        id=anchor(case.case_id),
    )


def _heading(case: CaseView, voice: Voice, *, alone: bool) -> str:
    """A case among others of its kind is called by its records."""
    if alone:
        return voice.say(TITLES[case.kind])
    ids = ", ".join(record.record_id for record in case.records)
    more = "…" if len(case.record_ids) > len(case.records) else ""
    return voice.say(("Hồ sơ {ids}", "Records {ids}"), ids=ids + more)


STATES: Mapping[str, Phrase] = {
    CaseState.NEW: ("mới", "new"),
    CaseState.OPEN: ("chưa xác minh", "open"),
    CaseState.REOPENED: ("mở lại", "reopened"),
    CaseState.DECIDED: ("đã kết luận", "decided"),
}


def likelihood(probability: float | None, voice: Voice) -> str:
    """A probability in words and as a number."""
    if probability is None:
        return MISSING_MARK
    return f"{voice.likelihood(probability)} ({voice.chance(probability)})"


def _facts(case: CaseView, around: Around, voice: Voice) -> Html:
    unit = case.text(Cases.unit)
    opened, state = case.text(Cases.opened), case.text(Cases.state)
    said = {
        voice.say(("Khả năng nghi vấn đúng", "Likelihood of the suspicion")): likelihood(
            case.probability, voice
        ),
        voice.say(("Đơn vị xác minh", "Unit to verify")): around.units.get(unit, unit)
        if unit
        else MISSING_MARK,
        voice.say(("Tình trạng", "State")): voice.say(STATES[state]) if state else None,
        voice.say(("Phát hiện lần đầu", "First seen")): voice.day(opened) if opened else None,
        voice.say(("Mã vụ việc", "Case")): tag("code", case.case_id),
    }
    return tag(
        "dl",
        *(tag("div", tag("dt", k), tag("dd", v)) for k, v in said.items() if v),
        class_="facts",
    )


def _proposal(case: CaseView, voice: Voice) -> Html:
    said = (
        (("Đề xuất: ", "Proposal: "), case.text(Cases.proposal)),
        (("Cách kết luận: ", "Settled by: "), case.text(Cases.settles)),
        (("Căn cứ: ", "Ground: "), case.text(Cases.ground)),
    )
    return tag(
        "div",
        *(tag("p", tag("strong", voice.say(title)), text) for title, text in said if text),
        class_="proposal",
    )


def _texts(case: CaseView, column: Column) -> list[Html]:
    texts = case.texts(column)
    return [bullets(texts)] if texts else []


def _reasons(case: CaseView, voice: Voice) -> list[Html]:
    """What speaks for the suspicion and against it; what no comparison says stands first."""
    compared = {spoken.said for spoken in case.spoken}
    plain = [reason for reason in case.texts(Cases.reasons) if reason not in compared]
    parts = [bullets(plain, "reasons")] if plain else []
    titles: Mapping[str, Phrase] = {
        "for": ("Ủng hộ nghi vấn", "For the suspicion"),
        "against": ("Trái với nghi vấn", "Against the suspicion"),
        "neutral": ("Ít giá trị phân biệt", "Of little weight"),
    }
    columns = [
        tag("div", tag("p", voice.say(title), class_="caption"), bullets(said), class_=speaks)
        for speaks, title in titles.items()
        if (said := [_said(s, case, voice) for s in case.spoken if s.speaks == speaks])
    ]
    return [*parts, tag("div", *columns, class_="spoken")] if columns else parts


def _said(spoken: Spoken, case: CaseView, voice: Voice) -> str:
    """A sentence of evidence, with the two records it is about where there are more."""
    shown = enumerate(record.record_id for record in case.records)
    about = [place for place, record in shown if record in spoken.record_ids]
    told = f"{letters((about[0], about[1]))}: " if len(about) == 2 < len(case.record_ids) else ""
    return told + _with_rarity(spoken, voice)


def _with_rarity(spoken: Spoken, voice: Voice) -> str:
    if spoken.rarity is None:
        return spoken.said
    rare = voice.say(
        (" ({p} số hồ sơ có giá trị này).", " ({p} of the records bear it)."),
        p=voice.percent(spoken.rarity),
    )
    return spoken.said.removesuffix(".") + rare


def _waterfall(case: CaseView, voice: Voice) -> list[Html]:
    """How the fields of the most alike pair add up."""
    if not case.pairs:
        return []
    pair = max(case.pairs, key=lambda pair: (pair.probability, pair.places))
    steps = [(voice.say(_START), pair.prior or 0.0)]
    steps += [
        (voice.say(FACTS[item.fact][1]), item.weight)
        for item in pair.evidence.values()
        if item.level is not None
    ]
    if pair.together is not None:
        steps.append((voice.say(_TOGETHER), pair.together))
    said = voice.say(
        (
            "Hồ sơ {pair}: khả năng là một người {p}. Sang phải là ủng hộ cùng một người, sang "
            "trái là chống lại; thêm 1 nghĩa là tỷ lệ cược gấp đôi. Dấu hiệu đi cùng nhau ở gia "
            "đình, láng giềng, người trùng tên hay người ghi ẩu được điều chỉnh.",
            "Records {pair}: one person with probability {p}. To the right speaks for one person, "
            "to the left against; one more doubles the odds. Signs that go together in families, "
            "among neighbours and namesakes or under a careless hand are adjusted for.",
        ),
        pair=letters(pair.places),
        p=voice.chance(pair.probability),
    )
    total = (voice.say(("cộng", "sum")), pair.weight)
    chart = waterfall(steps, total, voice)
    title = voice.say(("Cân nhắc từng trường", "How the fields weigh"))
    return [tag("p", said, class_="note"), scrolling(title, chart)]


_START: Phrase = ("xuất phát, trước khi so", "start, before comparing")
_TOGETHER: Phrase = ("điều chỉnh: dấu hiệu đi cùng nhau", "adjusted: signs that go together")


def _note_on_records(case: CaseView, voice: Voice) -> Html:
    """What the table leaves out: further records, and pairs too unlike to be kept."""
    notes = []
    further = case.record_ids[len(case.records) :]
    if further:
        notes.append(
            voice.say(
                ("Hồ sơ khác ({n}): {ids}.", "More records ({n}): {ids}."),
                n=voice.count(len(further)),
                ids=", ".join(further),
            )
        )
    compared = {pair.places for pair in case.pairs}
    apart = [p for p in combinations(range(len(case.records)), 2) if p not in compared]
    if apart:
        notes.append(
            voice.say(
                (
                    (
                        "Không có so sánh từng trường cho {pairs}: khả năng là một người dưới 1%, "
                        "hoặc chưa được chọn để so."
                    ),
                    (
                        "No comparison by field of {pairs}: one person with less than 1%, or not "
                        "picked for comparing."
                    ),
                ),
                pairs=", ".join(letters(places) for places in apart),
            )
        )
    return tag("p", " ".join(notes), class_="note") if notes else Html("")
