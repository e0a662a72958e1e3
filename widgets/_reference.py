"""Pages that are read: the glossary, the sources, the ready programmes."""

from __future__ import annotations

import ipywidgets as ipw

from course.catalog import concept, sources
from course.programmes import Block, Programme, programmes
from course.references import link, short, terms, works
from course.texts import Words
from widgets._language import language
from widgets._page import address, e, sheet


class Glossary(ipw.HTML):
    """The terms of the course with their meanings, in the order of the alphabet.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    """

    def __init__(self, choice: str | None = None) -> None:
        tongue = language(choice)
        words = Words("interface", tongue)
        rows = "".join(
            f'<dt id="{e(key)}">{e(name)} <small>{e(other)}</small></dt><dd>{e(meaning)}</dd>'
            for key, name, other, meaning in terms(tongue)
        )
        head = f"<h1>{e(words('pages.glossary'))}</h1><p>{e(words('pages.glossary_intro'))}</p>"
        super().__init__(sheet(f'{head}<dl class="wp-terms">{rows}</dl>', tongue))


class Sources(ipw.HTML):
    """The bibliography, with what the course takes from each work.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    """

    def __init__(self, choice: str | None = None) -> None:
        tongue = language(choice)
        words = Words("interface", tongue)
        rows = "".join(self._row(key, tongue) for key in works(tongue))
        head = f"<h1>{e(words('pages.sources'))}</h1><p>{e(words('pages.sources_intro'))}</p>"
        super().__init__(sheet(f'{head}<dl class="wp-terms">{rows}</dl>', tongue))

    def _row(self, key: str, tongue: str) -> str:
        source, name = sources()[key], short(key, tongue)
        year = f" ({source['year']})" if "year" in source else ""
        where = f" {e(source['published'])}." if "published" in source else ""
        web = link(key)
        more = f' <a href="{e(web)}" rel="noreferrer">{e(web)}</a>' if web else ""
        work = f"{e(', '.join(source['authors']))}{year}. <cite>{e(source['title'])}</cite>.{where}{more}"
        return f'<dt id="{e(key)}">{e(name)}</dt><dd>{work}<br>{e(source["note"][tongue])}</dd>'


class Programmes(ipw.HTML):
    """Ready programmes for a trainer, block by block, with times and links to the trainer's pages.

    Parameters
    ----------
    choice : str, optional
        Language; without it the page's address decides.
    """

    def __init__(self, choice: str | None = None) -> None:
        self.language = language(choice)
        self.words = Words("interface", self.language)
        head = f"<h1>{e(self.words('pages.programmes'))}</h1><p>{e(self.words('pages.programmes_intro'))}</p>"
        super().__init__(sheet(head + "".join(map(self._programme, programmes())), self.language))

    def _programme(self, programme: Programme) -> str:
        columns = "".join(f'<th scope="col">{e(self.words(f"pages.column.{key}"))}</th>' for key in COLUMNS)
        rows, day = [], 0
        for begin, block in zip(programme.begins(), programme.blocks, strict=True):
            if programme.days > 1 and block.day != day:
                day = block.day
                name = e(self.words("pages.day", n=day))
                rows.append(f'<tr><th colspan="{len(COLUMNS)}" scope="rowgroup">{name}</th></tr>')
            rows.append(self._block(begin, block))
        total = e(self.words("pages.total", n=programme.minutes, least=sum(b.least for b in programme.blocks),
                             most=sum(b.most for b in programme.blocks)))  # fmt: skip
        title, intro = e(programme.title[self.language]), e(programme.intro[self.language])
        table = f"<table><thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        return (
            f'<h2 id="{programme.slug}">{title}</h2><p>{intro}</p><div class="wp-programme">{table}</div><p>{total}</p>'
        )

    def _block(self, begin: str, block: Block) -> str:
        title = e(block.title[self.language])
        if block.concept and concept(block.concept).built:
            title = f'<a href="{address(block.concept, self.language, view="trainer")}">{title}</a>'
        minutes = e(self.words("notes.minutes", min=block.least, plan=block.plan, max=block.most))
        cells = f"<td>{begin}</td><th scope='row'>{title}</th><td>{minutes}</td><td>{e(block.do[self.language])}</td>"
        return f"<tr>{cells}</tr>"


COLUMNS = ("begins", "block", "minutes", "do")
