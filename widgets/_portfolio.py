"""The portfolio: a partnership looked at with three models, and the one page, or text, that a learner keeps of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from course.cases.partnership import Partnership
from course.figures import Picture
from course.figures._partnership import Network
from course.figures.commitment import Sectors
from course.figures.democracy import Power
from course.figures.social_capital import Web
from course.figures.synergy import Ties
from course.figures.trust_levels import Ladder
from course.models.commitment import Commitment
from course.models.social_capital import structure
from course.models.synergy import pairwise
from course.models.trust_levels import feasible_level, thresholds
from course.texts import Words, day

SLUG = "commitment"
LOOKS = ("synergy", "three_sectors", "trust_levels", "democracy", "social_capital")
FIT, COST = 1.2, 1.0  # ours: complementarity and the cost of a pair, as in the play of the river
GIVES, TAKES = 0.5, 0.6  # ours: what a tie gives and costs, as where the play of ties starts
# Figures name a colour as var(--wp-gain, #1a7f52); on paper the light colour alone is wanted.
VARIABLE = re.compile(r"var\(--wp-[\w-]+, (#[0-9a-f]{6})\)")
STYLE = """
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, "DejaVu Sans", Verdana, sans-serif; color: #1f2a37; background: #fff; max-width: 46em;
  margin: 2em auto; padding: 0 1.2em; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 0.2em; }
h2 { font-size: 1.25em; margin: 1.4em 0 0.4em; border-bottom: 1px solid #c6ced8; }
h3 { font-size: 1.05em; margin: 0 0 0.3em; }
small, figcaption, .wp-ours { color: #5b6675; font-size: 0.9em; }
figure { margin: 0 0 0.5em; }
svg { width: 100%; max-width: 24em; height: auto; display: block; }
svg text { font-family: system-ui, "DejaVu Sans", Verdana, sans-serif; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25em 0.8em 0.25em 0; border-bottom: 1px solid #c6ced8; }
section.wp-look, section.wp-lack { border: 1px solid #c6ced8; border-radius: 6px; padding: 0.8em 1em; margin: 0 0 1em; }
section.wp-lack { border-color: #b23a2e; }
.wp-typed { white-space: pre-line; }
@page { size: A4; margin: 16mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } section, figure, tr { break-inside: avoid; }
  h2 { break-after: avoid; } svg { max-width: 20em; max-height: 9cm; } }
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One model's view of the partnership, with the learner's two lines; no picture where there is nothing to draw."""

    view: str
    picture: Picture | None
    settings: str
    finding: str
    limits: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that goes onto the page; ``missing`` names in words what is not there yet."""

    partnership: Partnership | None
    network: Picture | None
    invented: bool
    looks: tuple[Look, ...]
    sensitive: str
    thanks: str
    promises: tuple[Commitment, ...]
    missing: tuple[str, ...]
    today: date


class Album:
    """Pictures of one partnership after another, each drawn once and then moved."""

    def __init__(self, language: str) -> None:
        self.language, self.words = language, Words(SLUG, language)
        self._drawn: dict[tuple[str, int], Any] = {}

    def network(self, partnership: Partnership) -> Picture:
        """Return the partnership as a network."""
        picture = self._one("network", 0, lambda: Network(self.language))
        picture.update(partnership)
        return picture

    def look(self, view: str, partnership: Partnership | None, finding: str, limits: str) -> Look:
        """Return the partnership as one of ``LOOKS`` shows it; without one, the learner's lines alone."""
        if partnership is None:
            return Look(view, None, "", finding, limits)
        values: dict[str, dict[str, float]] = {
            "synergy": {"fit": FIT, "cost": COST},
            "trust_levels": {"trust": float(partnership.mean_trust)},
            "social_capital": {"gives": GIVES, "cost": TAKES},
        }
        settings = self.words(f"looks.{view}.settings", **values.get(view, {}))
        return Look(view, getattr(self, f"_look_{view}")(partnership), settings, finding, limits)

    def _look_synergy(self, partnership: Partnership) -> Picture:
        n = len(partnership.partners)
        worth = pairwise([partner.resources for partner in partnership.partners], partnership.trust, FIT, COST)
        gains = np.zeros((n, n))
        for i in range(n):
            for j in range(i + 1, n):
                gains[i, j] = worth[1 << i | 1 << j] - worth[1 << i] - worth[1 << j]
        picture = self._one("synergy", n, lambda: Ties(self.language, n))
        picture.update([partner.name for partner in partnership.partners], gains)
        return picture

    def _look_three_sectors(self, partnership: Partnership) -> Picture:
        picture = self._one("three_sectors", 0, lambda: Sectors(self.language))
        picture.update(partnership)
        return picture

    def _look_trust_levels(self, partnership: Partnership) -> Picture:
        n, trust = len(partnership.partners), partnership.mean_trust
        picture = self._one("trust_levels", 0, lambda: Ladder(self.language))
        picture.update(trust, trust, thresholds(n), feasible_level(trust, n))
        return picture

    def _look_democracy(self, partnership: Partnership) -> Picture | None:
        if not partnership.quota:
            return None
        n = len(partnership.partners)
        picture = self._one("democracy", n, lambda: Power(self.language, n))
        # Beside an axis two signs of $ would begin a formula.
        names = [partner.name.replace("$", "S") for partner in partnership.partners]
        picture.update(names, [partner.votes for partner in partnership.partners], partnership.quota)
        return picture

    def _look_social_capital(self, partnership: Partnership) -> Picture:
        graph = structure("empty", len(partnership.partners))
        graph.add_edges_from(tie[:2] for tie in partnership.ties)
        picture = self._one("social_capital", 0, lambda: Web(self.language))
        picture.update(graph, [partner.name for partner in partnership.partners], GIVES, TAKES)
        return picture

    def _one(self, name: str, partners: int, draw: Any) -> Any:
        if (name, partners) not in self._drawn:
            self._drawn[name, partners] = draw()
        return self._drawn[name, partners]


def title(portfolio: Portfolio, words: Words) -> str:
    """Return the heading of the portfolio."""
    name = portfolio.partnership.name if portfolio.partnership else ""
    return words("report.title", name=name) if name else words("report.untitled")


def as_page(portfolio: Portfolio, language: str) -> str:
    """Return the portfolio as one page of HTML that needs nothing besides itself: no script, no address, no font."""
    words = Words(SLUG, language)
    heading = _e(title(portfolio, words))
    body = [f"<h1>{heading}</h1><p><small>{_e(words('report.made', day=day(portfolio.today, language)))}</small></p>"]
    if portfolio.invented:
        body.append(f"<p><strong>{_e(words('report.invented'))}</strong></p>")
    if portfolio.missing:
        items = "".join(f"<li>{_e(line)}</li>" for line in portfolio.missing)
        body.append(f'<section class="wp-lack"><h3>{_e(words("report.missing"))}</h3><ul>{items}</ul></section>')
    body.append(f"<h2>{_e(words('report.partnership'))}</h2>{_who(portfolio, words)}")
    body.append(f"<h2>{_e(words('report.looks'))}</h2>")
    body += [_look(number, look, words) for number, look in enumerate(portfolio.looks, start=1)]
    for key in ("sensitive", "thanks"):
        if key == "thanks":
            body.append(f"<h2>{_e(words('report.promises'))}</h2>{_promises(portfolio, words)}")
        if text := getattr(portfolio, key):
            body.append(f'<h2>{_e(words(f"report.{key}"))}</h2><p class="wp-typed">{_e(text)}</p>')
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _e(text: str) -> str:
    return html.escape(text)


def _figure(picture: Picture) -> str:
    drawn = VARIABLE.sub(r"\1", picture.svg())
    return f"<figure>{drawn}<figcaption>{_e(picture.sentence)}</figcaption></figure>"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]], words: Words) -> str:
    head = "".join(f'<th scope="col">{_e(words(f"report.{key}"))}</th>' for key in heads)
    body = "".join("<tr>" + "".join(f"<td>{_e(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _who(portfolio: Portfolio, words: Words) -> str:
    if not portfolio.partnership or not portfolio.network:
        return f"<p>{_e(words('report.no_partnership'))}</p>"
    rows = [
        (p.name, words(f"sectors.{p.sector}"), portfolio.network.number(p.resources), str(p.votes))
        for p in portfolio.partnership.partners
    ]
    return _figure(portfolio.network) + _table(("names", "sector", "resources", "votes"), rows, words)


def _look(number: int, look: Look, words: Words) -> str:
    own = "".join(
        f'<p class="wp-typed"><strong>{_e(words(f"report.{key}"))}.</strong> {_e(text or words("report.blank"))}</p>'
        for key, text in (("finding", look.finding), ("limits", look.limits))
    )
    drawn = _figure(look.picture) if look.picture else f"<p>{_e(_undrawn(look, words))}</p>"
    ours = f"{words('report.ours')}. {look.settings} {words(f'looks.{look.view}.leaves_out')}"
    head = f"{words(f'portfolio.view{number}')}: {words(f'looks.{look.view}.title')}"
    return f'<section class="wp-look"><h3>{_e(head)}</h3>{drawn}{own}<p class="wp-ours">{_e(ours)}</p></section>'


def _undrawn(look: Look, words: Words) -> str:
    return words("looks.democracy.no_votes" if look.view == "democracy" else "report.no_partnership")


def _rows(portfolio: Portfolio, words: Words) -> list[tuple[str, ...]]:
    return [
        (p.what, p.with_whom, day(p.by, words.language), words("report.kept" if p.done else "report.open"))
        for p in portfolio.promises
    ]


def _promises(portfolio: Portfolio, words: Words) -> str:
    if not portfolio.promises:
        return f"<p>{_e(words('report.no_promises'))}</p>"
    return _table(("what", "with_whom", "by", "done"), _rows(portfolio, words), words)


def as_text(portfolio: Portfolio, language: str) -> str:
    """Return the portfolio as text with Markdown's headings, to be pasted into a cell of the exercise."""
    words = Words(SLUG, language)
    lines = [f"# {title(portfolio, words)}"]
    if portfolio.invented:
        lines.append(words("report.invented"))
    if portfolio.network:
        lines.append(portfolio.network.sentence)
    for number, look in enumerate(portfolio.looks, start=1):
        shown = look.picture.sentence if look.picture else _undrawn(look, words)
        lines += [
            f"## {words(f'portfolio.view{number}')}: {words(f'looks.{look.view}.title')}",
            f"{shown} {look.settings}",
            f"**{words('report.finding')}.** {look.finding or words('report.blank')}",
            f"**{words('report.limits')}.** {look.limits or words('report.blank')}",
        ]
    if portfolio.sensitive:
        lines += [f"## {words('report.sensitive')}", portfolio.sensitive]
    promised = "\n".join("- " + " · ".join(row) for row in _rows(portfolio, words)) or words("report.no_promises")
    lines += [f"## {words('report.promises')}", promised]
    if portfolio.thanks:
        lines += [f"## {words('report.thanks')}", portfolio.thanks]
    return "\n\n".join(lines) + "\n"
