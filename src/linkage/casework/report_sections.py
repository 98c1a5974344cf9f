"""How the result was made: input, picking of pairs, scores, run; and examples of look-alikes."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from linkage.casework.report_charts import histogram
from linkage.casework.report_data import CaseView, RecordView, ReportData
from linkage.casework.report_html import Html, bullets, grid, join, tag
from linkage.casework.report_words import FIELDS, MISSING_MARK, RULES, Voice, input_words
from linkage.casework.tokens import Tokens
from linkage.casework.wording import TITLES, Phrase
from linkage.schema import Cases, Column, Input

_HASH_SHOWN, _HASH_LENGTH = 16, 64

_FACTS: Mapping[str, Phrase] = {
    "format": ("Định dạng", "Format"),
    "encoding": ("Bảng mã", "Encoding"),
    "delimiter": ("Dấu phân cách", "Delimiter"),
    "sheet": ("Trang tính", "Sheet"),
    "sha256": ("SHA-256", "SHA-256"),
}
"""Notes on the input that are said as they are."""

_DELIMITERS: Mapping[str, Phrase] = {
    ",": ("dấu phẩy", "comma"),
    ";": ("dấu chấm phẩy", "semicolon"),
    "\t": ("tab", "tab"),
    "|": ("gạch đứng", "pipe"),
}


def input_section(data: ReportData, notes: Mapping[str, Any], voice: Voice) -> list[Html]:
    """What was read: the file, its rows, its columns, and what was repaired."""
    facts = [
        (voice.say(title), _fact(str(notes[name]), voice))
        for name, title in _FACTS.items()
        if notes.get(name)
    ]
    aside = sum(reason.rows for reason in data.set_aside)
    rows = (
        (("Số dòng đã đọc", "Rows read"), notes.get("rows_read", data.records + aside)),
        (("Dùng được", "Usable"), notes.get("rows_usable", data.records)),
        (("Không đưa vào rà soát", "Set aside"), aside),
    )
    facts += [(voice.say(title), voice.count(number)) for title, number in rows]
    return [
        definitions(facts),
        *_set_aside(data, voice),
        *_columns(notes, voice),
        *_repairs(notes.get("repairs") or {}, voice),
    ]


def _fact(said: str, voice: Voice) -> str:
    return voice.say(_DELIMITERS[said]) if said in _DELIMITERS else _short(said)


def _short(said: str) -> str:
    """The beginning of a hash; the manifest holds the whole."""
    return f"{said[:_HASH_SHOWN]}…" if len(said) == _HASH_LENGTH else said


def definitions(facts: Iterable[tuple[str, str]]) -> Html:
    """Short facts, each under its title."""
    return tag(
        "dl", *(tag("div", tag("dt", k), tag("dd", v)) for k, v in facts), class_="facts wide"
    )


def _set_aside(data: ReportData, voice: Voice) -> list[Html]:
    if not data.set_aside:
        return []
    rows = [
        (
            input_words(reason.reason, voice),
            voice.count(reason.rows),
            _row_numbers(reason.first, reason.rows),
        )
        for reason in data.set_aside
    ]
    head = [
        voice.say(phrase)
        for phrase in (("Lý do", "Reason"), ("Số dòng", "Rows"), ("Dòng thứ", "Row numbers"))
    ]
    caption = voice.say(("Dòng không đưa vào rà soát", "Rows set aside"))
    return [grid(caption, head, rows, class_="small")]


def _row_numbers(first: Sequence[int], rows: int) -> str:
    named = ", ".join(map(str, first))
    return f"{named}, …" if first and rows > len(first) else named or MISSING_MARK


def _columns(notes: Mapping[str, Any], voice: Voice) -> list[Html]:
    recognised, ignored = notes.get("columns") or {}, notes.get("ignored_headers") or ()
    parts = []
    if recognised:
        titles = {c.name: voice.say(title) for c, title in (FIELDS | _NO_ROW).items()}
        items = (
            join([tag("code", str(header)), " → ", titles.get(column, column)])
            for column, header in recognised.items()
        )
        parts += [
            tag("h3", voice.say(("Cột đã nhận", "Recognised columns"))),
            bullets(items, "chips"),
        ]
    if ignored:
        parts += [
            tag("h3", voice.say(("Cột bỏ qua", "Ignored columns"))),
            bullets((tag("code", str(header)) for header in ignored), "chips"),
        ]
    return parts


_NO_ROW: dict[Column, Phrase] = {
    Input.record_id: ("Mã hồ sơ", "Record id"),
    Input.ethnicity: ("Dân tộc (không dùng)", "Ethnicity (not used)"),
}
"""Input columns without a row in a case."""


def _repairs(repairs: Mapping[str, int], voice: Voice) -> list[Html]:
    made = [(input_words(what, voice), voice.count(n)) for what, n in sorted(repairs.items()) if n]
    if not made:
        return []
    head = [voice.say(("Việc sửa", "Repair")), voice.say(("Số ô", "Cells"))]
    return [grid(voice.say(("Sửa khi đọc", "Repaired while reading")), head, made, class_="small")]


def explained_section(
    data: ReportData, units: Mapping[str, str], voice: Voice, *, reveal: bool
) -> list[Html]:
    """Look-alikes that are lawful: how many of each kind, and why, on a few examples."""
    kinds = [(kind, n) for kind, n in data.kinds.items() if kind.explained]
    if not kinds:
        return [tag("p", voice.say(("Không có trường hợp nào.", "There are none.")))]
    parts = [
        tag(
            "p",
            voice.say(
                (
                    "Trông giống mâu thuẫn nhưng có lý do hợp pháp; không giao xác minh.",
                    "These look like conflicts and are lawful; nobody is asked to verify them.",
                )
            ),
        )
    ]
    for kind, n in kinds:
        examples = [case for case in data.explained if case.kind is kind]
        parts.append(tag("h3", f"{voice.say(TITLES[kind])}: {voice.count(n)}"))
        parts += [lookalike(case, units, voice, reveal=reveal) for case in examples]
    return parts


_LOOKALIKE_FIELDS = (
    Input.full_name,
    Input.other_names,
    Input.date_of_birth,
    Input.personal_id,
    Input.personal_id_status,
    Input.cmnd,
    Input.father_name,
    Input.mother_name,
    Input.unit,
)
"""What tells why a look-alike is lawful."""


def lookalike(case: CaseView, units: Mapping[str, str], voice: Voice, *, reveal: bool) -> Html:
    """A lawful look-alike: the reason, and its records with what the reason rests on."""
    tokens = Tokens((record.values for record in case.records), reveal=reveal)
    told = [c for c in _LOOKALIKE_FIELDS if any(record.raw(c.name) for record in case.records)]
    rows = [
        [record.record_id, *(_told(column, record, tokens, units) for column in told)]
        for record in case.records
    ]
    head = [voice.say(("Hồ sơ", "Record")), *(voice.say(FIELDS[column]) for column in told)]
    reasons = case.texts(Cases.reasons)
    caption = reasons[0] if reasons else voice.say(TITLES[case.kind])
    return grid(caption, head, rows, numeric=False, class_="example")


def _told(column: Column, record: RecordView, tokens: Tokens, units: Mapping[str, str]) -> str:
    said = record.unit(units) if column is Input.unit else record.raw(column.name)
    return tokens.show(said, column.name) if said else MISSING_MARK


def blocking_section(rules: Sequence[Mapping[str, Any]], voice: Voice) -> list[Html]:
    """What each blocking rule cost and brought."""
    head = [
        voice.say(phrase)
        for phrase in (
            ("Quy tắc", "Rule"),
            ("Số cặp", "Pairs"),
            ("Cặp mới", "New pairs"),
            ("Nhóm lớn nhất", "Largest block"),
            ("Giá trị bị bỏ", "Dropped keys"),
            ("Hồ sơ mang giá trị đó", "Records that hold one"),
        )
    ]
    columns = ("pairs", "new_pairs", "largest", "dropped_keys", "dropped_records")
    rows = [
        (_rule(str(rule["rule"]), voice), *(voice.count(rule[name]) for name in columns))
        for rule in rules
    ]
    new = voice.count(sum(rule["new_pairs"] for rule in rules))
    return [
        tag(
            "p",
            voice.say(
                (
                    (
                        "Không thể so mọi hồ sơ với mọi hồ sơ. Mỗi quy tắc chọn các cặp giống "
                        "nhau ở vài trường; “cặp mới” là cặp mà các quy tắc trước chưa chọn. Giá "
                        "trị có quá nhiều hồ sơ mang (ngày mặc định, số điện thoại cơ quan) bị bỏ."
                    ),
                    (
                        "Not every record can be compared with every other. Each rule picks pairs "
                        "that agree in some fields; new pairs are those no earlier rule had "
                        "picked. Keys that too many records hold (a default date, an office "
                        "phone) are dropped."
                    ),
                )
            ),
        ),
        grid(
            voice.say(("Chi phí chọn cặp theo quy tắc", "Cost of each blocking rule")),
            head,
            rows,
            foot=(voice.say(("Cộng cặp mới", "All new pairs")), "", new, "", "", ""),
        ),
    ]


def _rule(name: str, voice: Voice) -> Html:
    """A rule in words; one that the shipped model does not have stands by its name."""
    parts = [voice.say(RULES[name]), " "] if name in RULES else []
    return join([*parts, tag("code", name)])


def score_section(manifest: Mapping[str, Any], voice: Voice) -> list[Html]:
    """How the pairs spread over match probability, and what that means."""
    bins: Sequence[float] = manifest.get("score_histogram") or ()
    if not sum(bins):
        return [tag("p", voice.say(("Không có cặp nào được so.", "No pairs were compared.")))]
    threshold = manifest.get("match_threshold")
    return [
        tag(
            "p",
            voice.say(
                (
                    (
                        "Mỗi cặp hồ sơ được chọn có một xác suất là cùng một người. Phần lớn nằm "
                        "sát 0 (người khác nhau), một nhóm nhỏ sát 1 (nghi trùng). Khoảng giữa "
                        "càng ít thì dữ liệu càng phân biệt rõ. Chiều cao theo thang logarit: mỗi "
                        "vạch gấp mười."
                    ),
                    (
                        "Every pair that was picked has a probability of being one person. Most "
                        "lie near 0 (different people), a small group near 1 (suspected "
                        "duplicates). The emptier the middle, the better the data tell people "
                        "apart. Heights are logarithmic: each line is ten times the one below."
                    ),
                )
            ),
        ),
        tag("figure", histogram(bins, threshold, voice)),
        _bands(bins, voice),
    ]


def _bands(bins: Sequence[float], voice: Voice) -> Html:
    """The histogram in four numbers."""
    total, bounds = sum(bins), (0.0, 0.1, 0.5, 0.9, 1.0)
    rows = []
    for low, high in pairwise(bounds):
        pairs = sum(bins[round(low * len(bins)) : round(high * len(bins))])
        band = f"{voice.percent(low)} – {voice.percent(high)}"
        rows.append((band, voice.count(pairs), voice.percent(pairs / total)))
    head = [
        voice.say(phrase)
        for phrase in (("Xác suất", "Probability"), ("Số cặp", "Pairs"), ("Tỷ lệ", "Share"))
    ]
    return grid(
        voice.say(("Số cặp theo xác suất", "Pairs by probability")), head, rows, class_="small"
    )


_STAGES: Mapping[str, Phrase] = {
    "read": ("đọc", "read"),
    "standardise": ("chuẩn hóa", "standardise"),
    "block": ("chọn cặp", "block"),
    "score": ("chấm điểm", "score"),
    "cluster": ("gom nhóm", "cluster"),
    "check": ("kiểm tra số", "check"),
    "cases": ("lập vụ việc", "build cases"),
}


def run_section(manifest: Mapping[str, Any], voice: Voice) -> list[Html]:
    """With what the result was made: model, settings, versions and seconds."""
    model, counts = manifest["model"], manifest["counts"]
    settings: list[tuple[str, str]] = [
        (voice.say(("Mô hình", "Model")), f"{model['name']} {model['version']}"),
        (voice.say(("SHA-256 của mô hình", "SHA-256 of the model")), _short(model["sha256"])),
        (voice.say(("Tính đến ngày", "As of")), voice.day(manifest["as_of"])),
        (voice.say(("Bộ quy tắc số định danh", "Rules of the number")), manifest["rule_set"]),
        (
            voice.say(("Ngưỡng đề xuất", "Threshold of proposing")),
            voice.decimal(manifest["match_threshold"], 2),
        ),
        (voice.say(("Hạt ngẫu nhiên", "Seed")), str(manifest.get("seed", ""))),
        *(
            (voice.say(_COUNTS[name]), voice.count(number))
            for name, number in counts.items()
            if name in _COUNTS
        ),
        *((name, str(version)) for name, version in manifest.get("versions", {}).items()),
    ]
    seconds: Mapping[str, float] = manifest.get("seconds", {})
    rows = [
        (voice.say(_STAGES[stage]) if stage in _STAGES else stage, voice.decimal(spent, 2))
        for stage, spent in seconds.items()
    ]
    shares = model.get("class_shares") or {}
    settings += [
        (voice.say(_SHARES[name]) if name in _SHARES else name, voice.percent(share))
        for name, share in shares.items()
    ]
    return [
        definitions(settings),
        grid(
            voice.say(("Thời gian", "Time")),
            [voice.say(("Bước", "Stage")), voice.say(("Giây", "Seconds"))],
            rows,
            foot=(voice.say(("Cộng", "Total")), voice.decimal(sum(seconds.values()), 2)),
            class_="small",
        ),
    ]


_COUNTS: Mapping[str, Phrase] = {
    "candidate_pairs": ("Cặp được so", "Pairs compared"),
    "scored_pairs": ("Cặp giữ lại (từ 1%)", "Pairs kept (from 1%)"),
    "entities": ("Số người ước tính", "Estimated people"),
    "pairs_left_apart": ("Cặp không gom vì mâu thuẫn", "Pairs left apart by contradiction"),
    "findings": ("Phát hiện từ số", "Findings from numbers"),
}
_SHARES: Mapping[str, Phrase] = {
    "match": ("Tỷ lệ cặp một người", "Share of pairs, one person"),
    "careless": (
        "Tỷ lệ cặp một người, ghi nhiều sai sót",
        "Share of pairs, one person, many errors",
    ),
    "twin": ("Tỷ lệ cặp sinh đôi, cùng hộ", "Share of pairs, twins of one household"),
    "twin_apart": ("Tỷ lệ cặp sinh đôi, ở riêng", "Share of pairs, twins living apart"),
    "sibling": ("Tỷ lệ cặp anh chị em ruột", "Share of pairs, siblings"),
    "kin": ("Tỷ lệ cặp họ hàng khác", "Share of pairs, other kin"),
    "neighbour": ("Tỷ lệ cặp cùng nơi ở", "Share of pairs, one place"),
    "namesake": ("Tỷ lệ cặp trùng tên", "Share of pairs, namesakes"),
    "unrelated": ("Tỷ lệ cặp không liên quan", "Share of pairs, unrelated"),
}
