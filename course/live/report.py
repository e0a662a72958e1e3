"""The report of a workshop: one page to print or to send, with nothing in it that runs or is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from course.live.activities import WALLS
from course.live.reading import NAME, Record
from course.live.svg import BLUE, BROWN, bar, bars, drawn, legend, shown
from course.models.position_matrix import LEAST
from course.texts import Words, day

STYLE = Path(__file__).parent / "page" / "print.css"


def html(record: Record, language: str) -> str:
    """Return the report as one page of HTML.

    Parameters
    ----------
    record : dict
        As `course.live.record.record` or `course.live.record.read` gives it.
    language : str
        ``en`` or ``pl``.
    """
    words = Words(NAME, language)
    title = shown(record["title"], words.language)
    over = "report.sub" if record["finished"] else "report.sub_open"
    sub = escape(words(over, day=_day(record["day"], words), code=record["code"]))
    parts = [f"<header><h1>{title}</h1><p>{sub}</p></header>"]
    parts += [_section("read_title", f"<p>{words('report.read')}</p>", words), _who(record, words)]
    parts += [_asked(record, words), _groups(record, words), _wall(record, words), _commitments(record, words)]
    parts += [_model(record, words), _time(record, words), _erased(record, words)]
    return page(f"{title}: {sub}", "\n".join(filter(None, parts)), words.language)


def page(title: str, body: str, language: str) -> str:
    """Return a whole document, with its style inside; ``title`` and ``body`` are HTML already."""
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>\n<style>\n{style}</style></head>\n<body><main>\n{body}\n</main></body></html>\n"
    )


def _section(key: str, inside: str, words: Words) -> str:
    return f"<section><h2>{words(f'report.{key}')}</h2>{inside}</section>"


def _p(*sentences: str | None) -> str:
    """Return sentences as one paragraph, escaped."""
    return f"<p>{escape(' '.join(filter(None, sentences)))}</p>"


def _day(value: str | None, words: Words) -> str:
    try:
        return day(date.fromisoformat(value or ""), words.language)
    except ValueError:
        return value or ""


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _quoted(texts: Iterable[str], words: Words) -> str:
    return _listed(words("report.quoted", text=text) for text in texts)


def _bold(text: str) -> str:
    """Return one of the course's own sentences with its label in bold."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))


def _sectors(sectors: Mapping[str, int], words: Words) -> str:
    total = sum(sectors.values())
    return bars([(words(f"sector.{name}"), n, total, str(n)) for name, n in sectors.items()])


def _who(record: Record, words: Words) -> str:
    sectors = record["sectors"]
    known = {name: n for name, n in sectors.items() if name != "none"}
    total = sum(sectors.values())
    missing = [words(f"sector.{name}") for name, n in known.items() if not n]
    names = [row["name"] for row in record["people"] if row.get("name")]
    said = _p(
        words("report.people", n=total),
        _most(known, words),
        words("report.nobody_from", sectors=_listed(missing)) if missing and total else None,
    )
    named = _p(words("report.names", names=_listed(sorted(names)))) if names else ""
    return _section("who", said + _sectors(sectors, words) + named, words)


def _most(known: Mapping[str, int], words: Words) -> str | None:
    """Return the sentence on the largest sector, or on those that are equally large."""
    n = max(known.values(), default=0)
    most = [words(f"sector.{name}") for name, number in known.items() if number == n]
    if not n:
        return None
    if len(most) == 1:
        return words("report.most", sector=most[0], n=n)
    if len(most) == len(known):
        return words("report.most_all", n=n)
    return words("report.most_tied", sectors=_listed(most), n=n)


def _asked(record: Record, words: Words) -> str:
    """Return the results of everything that was answered; cards, walls and promises have parts of their own."""
    found = []
    for activity in record["activities"]:
        if activity["kind"] in WALLS or activity["kind"] == "commitments":
            continue
        turns = [turn for turn in activity["rounds"] if turn["results"]["count"]]
        if not turns:
            continue
        inside = "".join(_round(turn, len(turns) > 1, words) for turn in turns)
        block = shown(activity["title"], words.language)
        ask = shown(activity["ask"], words.language)
        found.append(f'<article><p class="note">{block}</p><h3>{ask}</h3>{inside}</article>')
    return _section("asked", "".join(found), words) if found else ""


def _round(turn: Mapping[str, Any], several: bool, words: Words) -> str:
    results = turn["results"]
    head = f"<h4>{words('report.round', n=str(turn['round']))}</h4>" if several else ""
    said = f"<p>{shown(results['sentence'], words.language)}</p>"
    if results["hidden"]:
        return head + said
    texts = "".join(f"<li>{escape(text)}</li>" for text in results["texts"])
    own = f"<h4>{words('report.texts')}</h4><ul>{texts}</ul>" if texts else ""
    return head + said + drawn(results["picture"], words) + own


def _groups(record: Record, words: Words) -> str:
    found = []
    for group in record["groups"]:
        if not group["people"] and not group["cards"]:
            continue
        name = shown(group["name"], words.language)
        people = words("report.group_people", n=group["people"])
        found.append(
            f'<article class="group"><h3>{name}</h3><p class="note">{people}</p>'
            f"{_sectors(group['sectors'], words)}{_board(group, words)}</article>"
        )
    return _section("groups", "".join(found), words) if found else ""


def _wall(record: Record, words: Words) -> str:
    return _section("wall", _board(record["wall"], words, wall=True), words) if record["wall"] else ""


def _board(board: Mapping[str, Any], words: Words, wall: bool = False) -> str:
    """Return cards with their approvals and the two fives, and whom each would leave with nothing."""
    cards, rows = board["cards"], board["approvals"]
    if not cards:
        return _p(words("report.no_cards"))
    fair, top = set(board["fair"]), set(board["top"])
    votes = [sum(row[place] for row in rows) for place in range(len(cards))]
    order = sorted(range(len(cards)), key=lambda place: (place not in fair, -votes[place], place))
    lines = []
    for place in order:
        marks = (f'<span title="{words("report.in_fair")}">●</span> ' if place in fair else "") + (
            f'<span title="{words("report.in_top")}">○</span> ' if place in top else ""
        )
        lines.append((marks + _card(cards[place], words, wall), votes[place], len(rows), str(votes[place])))
    if not fair:
        return f"<p>{shown(board['sentence'], words.language)}</p>{bars(lines)}"
    said = _p(
        *(_left(board, way, words) for way in ("fair", "top")), None if board["exact"] else words("report.greedy")
    )
    return f"{said}<p class=note>{words('report.marks')}</p>{bars(lines)}{_beside(board, words)}"


def _card(card: Mapping[str, Any], words: Words, wall: bool) -> str:
    notes = [words("report.from_group", numbers=_listed(map(str, card["groups"])))] if wall and card["groups"] else []
    if card["merged"]:
        notes.append(words("report.merged", texts=_quoted(card["merged"], words)))
    more = f"<small>{escape('; '.join(notes))}</small>" if notes else ""
    return f"{escape(card['text'])}{more}"


def _beside(board: Mapping[str, Any], words: Words) -> str:
    columns = []
    for way in ("fair", "top"):
        texts = "".join(f"<li>{escape(board['cards'][place]['text'])}</li>" for place in board[way])
        columns.append(f"<div><h4>{words(f'report.{way}')}</h4><ol>{texts}</ol>{_wanted(board, way, words)}</div>")
    return f"<div class=two>{''.join(columns)}</div>"


def _without(board: Mapping[str, Any], way: str) -> list[list[int]]:
    """Return the approvals of those who find nothing in a five."""
    return [row for row in board["approvals"] if not any(row[place] for place in board[way])]


def _left(board: Mapping[str, Any], way: str, words: Words) -> str:
    n = len(_without(board, way))
    return words(f"report.left_{way}", n=n) if n else words(f"report.left_{way}_none")


def _wanted(board: Mapping[str, Any], way: str, words: Words) -> str:
    """Return what those without a card liked, where enough people voted for nobody to be picked out."""
    rows = _without(board, way)
    if sum(any(row) for row in board["approvals"]) < LEAST or not rows:
        return ""
    wanted = sorted({place for row in rows for place, liked in enumerate(row) if liked})
    silent = sum(not any(row) for row in rows)
    texts = _quoted([board["cards"][place]["text"] for place in wanted], words)
    return _p(
        words("report.wanted", texts=texts) if wanted else None,
        words("report.silent", n=silent) if silent else None,
    )


def _commitments(record: Record, words: Words) -> str:
    rows = record["commitments"]
    if not rows:
        asked = any(one["kind"] == "commitments" for one in record["activities"])
        return _section("commitments", _p(words("report.commitments_none")), words) if asked else ""
    keys = ("what", "with_whom", "by", *(["name"] if any(row.get("name") for row in rows) else []))
    head = "".join(f'<th scope="col">{words(f"report.{key}")}</th>' for key in keys)
    shown_rows = [{**row, "by": _day(row["by"], words)} for row in rows]
    cells = ["".join(f"<td>{escape(row.get(key, ''))}</td>" for key in keys) for row in shown_rows]
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    first = _day(min(row["by"] for row in rows), words)
    said = _p(words("report.commitments_said", n=len(rows), first=first))
    table = f'<table class="list"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
    return _section("commitments", said + table, words)


def _model(record: Record, words: Words) -> str:
    model = record["model"]
    if not model:
        return ""
    found = [f"<p>{_bold(words('report.model_slide'))}</p>"]
    for part in ("trust", "strategies"):
        if row := model.get(part):
            found.append(f"<h3>{words(f'report.{part}')}</h3><p>{shown(row.get('sentence'), words.language)}</p>")
    if model.get("strategies"):
        found.append(f"<p>{_bold(words('report.model_source'))}</p>")
    found.append(f"<p>{_labelled(shown(model.get('note'), words.language))}</p>")
    return _section("model", "".join(found), words)


def _labelled(note: str) -> str:
    """Return a sentence that begins with “Ours:” or “Od nas:” with these words in bold; it is HTML already."""
    label, colon, rest = note.partition(":")
    return f"<b>{label}{colon}</b>{rest}" if colon else note


def _time(record: Record, words: Words) -> str:
    rows = record["blocks"]
    ran = [row for row in rows if row["real"] is not None]
    if not ran:
        return _section("time", _p(words("report.time_none")), words)
    worst = max(ran, key=lambda row: row["real"] - row["planned"])
    over = worst["real"] - worst["planned"]
    title = worst["title"].get(words.language, "")
    said = _p(
        words(
            "report.time_said",
            planned=str(sum(row["planned"] for row in ran)),
            real=str(sum(row["real"] for row in ran)),
        ),
        words("report.over", title=title, n=str(over)) if over > 0 else None,
    )
    most = max(max(row["planned"], row["real"] or 0) for row in rows)
    last = max(place for place, row in enumerate(rows) if row["real"] is not None)
    lines = [
        _minutes(row, most, "ahead" if place > last and not record["finished"] else "skipped", words)
        for place, row in enumerate(rows)
    ]
    key = legend([(BLUE, words("report.bar_planned")), (BROWN, words("report.bar_real"))])
    return _section("time", f'{said}{key}<table class="bars"><tbody>{"".join(lines)}</tbody></table>', words)


def _minutes(row: Mapping[str, Any], most: int, otherwise: str, words: Words) -> str:
    """Return a block's row: a bar for the plan above one for the clock, or what is said where it has not run."""
    real = words(f"report.{otherwise}")
    if row["real"] is not None:
        real = f"{words('report.real')} {words('report.minutes', n=str(row['real']))}"
    plan = f"{words('report.planned')} {words('report.minutes', n=str(row['planned']))}"
    shares = (row["planned"] / most if most else 0, (row["real"] or 0) / most if most else 0)
    return (
        f'<tr><th scope="row">{shown(row["title"], words.language)}</th>'
        f'<td class="wide">{bar(shares[0])}{bar(shares[1], BROWN)}</td>'
        f'<td class="n">{escape(plan)}<br>{escape(real)}</td></tr>'
    )


def _erased(record: Record, words: Words) -> str:
    if record["delete_after"] is None:
        return _section("erased", _p(words("report.erased_none")), words)
    return _section("erased", _p(words("report.erased_day", day=_day(record["delete_after"], words))), words)
