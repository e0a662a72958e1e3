"""What is printed for a workshop: a card for every participant, and a form to vote on where there is no phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from course.live.activities import SECTORS
from course.live.reading import NAME
from course.live.report import page
from course.live.svg import shown
from course.texts import Words

MOST = 600  # seats of a room
LEANS = (1, 0, -1)


def cards(
    join: Mapping[str, Any], seats: int, language: str, blocks: Sequence[Mapping[str, Any]] = (), first: int = 1
) -> str:
    """Return numbered participant cards, and a form for votes on paper, as one page of HTML to print.

    Parameters
    ----------
    join : mapping
        ``address``, ``code``, ``qr`` and ``wifi`` as the projector shows them; the pictures are SVG or None.
    seats : int
        How many cards, 0 to 600.
    language : str
        ``en`` or ``pl``.
    blocks : sequence of dict
        The script's blocks: what is asked in them makes the form. Without any there is no form.
    first : int
        The number of the first card.

    Raises
    ------
    ValueError
        If ``seats`` is not in [0, 600].
    """
    if not 0 <= seats <= MOST:
        raise ValueError(f"seats must be in [0, {MOST}], got {seats!r}")
    words, screens = Words(NAME, language), Words("live_screens", language)
    deck = "".join(_card(join, number, words) for number in range(first, first + seats))
    told = escape(words("paper.print", tab=screens("tab.room"), entry=screens("room.entry")))
    title = escape(words("paper.title"))
    body = f'<div class="screen"><h1>{title}</h1><p>{told}</p></div><div class="deck">{deck}</div>'
    asked = [block["activity"] for block in blocks if block.get("activity")]
    return page(f"{title}: {escape(join.get('code') or '')}", body + (_form(asked, words) if asked else ""), language)


def _card(join: Mapping[str, Any], number: int, words: Words) -> str:
    """Return one card; the pictures are our own SVG, everything else is escaped."""
    steps = "".join(f"<li>{escape(words(f'paper.step{step}'))}</li>" for step in (1, 2, 3))
    wifi = f'<div class="qr">{join["wifi"]}</div><p>{escape(words("paper.wifi"))}</p>' if join.get("wifi") else ""
    address, code = (escape(join.get(name) or "") for name in ("address", "code"))
    return (
        f'<div class="seat"><h2>{escape(words("paper.number", n=str(number)))}</h2>'
        f'<div class="qr">{join.get("qr") or ""}</div>'
        f'<p>{escape(words("paper.code"))}<br><span class="code">{code}</span></p>{wifi}'
        f"<p class=wide>{escape(words('paper.address'))}: <b>{address}</b></p>"
        f'<ol>{steps}</ol><p class="wide">{escape(words("paper.phoneless"))}</p></div>'
    )


def _form(asked: Sequence[Mapping[str, Any]], words: Words) -> str:
    sectors = " ".join(f"☐ {escape(words(f'sector.{sector}'))}" for sector in (*SECTORS, "none"))
    head = (
        f'<h1>{escape(words("form.title"))}</h1><p>{escape(words("form.mine"))} <span class="blank">&nbsp;</span>'
        f" &emsp; {escape(words('form.sector'))} {sectors}</p>"
    )
    return f'<div class="form">{head}{"".join(_question(one, words) for one in asked)}</div>'


def _question(activity: Mapping[str, Any], words: Words) -> str:
    ask = shown(activity["ask"], words.language)
    rounds = range(1, (activity.get("rounds") or 1) + 1)
    kind, config = activity["kind"], activity.get("config") or {}
    parts = [f"<h2>{ask}</h2>", *_place(kind, config, words)]
    if kind not in ("cards", "wall", "commitments", "number"):
        blank = '<span class="blank">&nbsp;</span>'
        many = [f"{words('form.round', n=str(number))} {blank}" for number in rounds]
        parts.append(f"<p>{' &emsp; '.join(many) if len(many) > 1 else blank}</p>")
    return f"<section>{''.join(parts)}</section>"


def _level(row: Mapping[str, Any], language: str) -> str:
    """Return a level with its number, which most labels begin with already."""
    label = shown(row["label"], language)
    return label if label.startswith(f"{row['level']}.") else f"{row['level']}. {label}"


def _place(kind: str, config: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield how to answer, and the choices, lettered as on the entry page."""

    def how(key: str, **values: object) -> str:
        return f'<p class="note">{escape(words(f"form.{key}", **values))}</p>'

    def listed(texts: Sequence[str], style: str = "") -> str:
        return f"<ol{style}>{''.join(f'<li>{text}</li>' for text in texts)}</ol>"

    labels = [shown(option["label"], words.language) for option in config.get("options", [])]
    plain, line = ' class="levels"', '<span class="line"></span>'
    if kind == "number":
        yield how("number") + line
    elif kind == "choice":
        yield how("many" if config.get("many") else "choice") + listed(labels)
    elif kind == "agree":
        yield how("choice") + listed([escape(words(f"lean.{lean}")) for lean in LEANS])
    elif kind == "ladder":
        rows = [_level(row, words.language) for row in config["levels"]]
        yield how("ladder") + listed(rows, plain)
    elif kind == "matrix":
        ends = {
            key: {end: config[axis][end][words.language] for end in ("low", "high")}
            for key, axis in (("across", "x"), ("up", "y"))
        }
        yield how("matrix") + listed([escape(words(f"form.{key}", **pair)) for key, pair in ends.items()], plain)
    elif kind == "triangle":
        yield how("triangle") + listed([shown(corner, words.language) for corner in config["corners"]], plain)
    elif kind == "points":
        yield how("points", total=str(config.get("total", 100))) + listed(labels, plain)
    elif kind == "ranking":
        yield how("ranking") + listed(labels)
    elif kind == "ratings":
        yield how("ratings") + listed([escape(words(f"sector.{sector}")) for sector in SECTORS], plain)
    elif kind == "cards" and not config.get("approve", True):
        yield how("cards") + line * config.get("most", 3)
    elif kind in ("cards", "wall"):
        yield how("approve") + line
    elif kind == "commitments":
        yield "".join(f"<p>{escape(words(f'form.{key}'))}{line}</p>" for key in ("what", "with_whom", "by"))
        yield f"<p>☐ {escape(words('form.share'))}</p>"
