"""Formulas in prose as MathML, which browsers draw by themselves; what cannot be drawn stays as it was written."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree as ET

from markupsafe import Markup

LONGEST = 500  # characters of a formula: longer ones are left as text
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# Tags that are let through, and how many children each must have where that is fixed.
TAGS = {
    **dict.fromkeys(("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mstyle", "mtable", "mtr", "mtd")),
    **dict.fromkeys(("mfrac", "msup", "msub", "mroot", "mover", "munder"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
KEPT = {"display", "displaystyle", "scriptlevel", "stretchy", "fence", "separator", "mathvariant", "linethickness"}
KEPT |= {"width", "minsize", "maxsize", "movablelimits"}
DECIMAL = re.compile(r"(?<=\d)\{,\}(?=\d)")
VALUE = re.compile(r"-?[\w.%]{1,12}")


def drawn(formula: str, block: bool = False) -> Markup:
    r"""Return the formula as MathML, or its source as text where it is none that can be drawn.

    Only tags and attributes of formulas are let through: a formula can also be a learner's.

    Parameters
    ----------
    formula : str
        LaTeX, without the dollars.
    block : bool
        Whether it stands in a line of its own.

    Examples
    --------
    >>> print(drawn("t"))
    <math><mi>t</mi></math>
    >>> print(drawn(r"\frac{<b>"))
    <code>\frac{&lt;b&gt;</code>
    """
    tree = _tree(formula, block)
    if tree is None:
        return Markup(f"<code>{escape(formula.strip())}</code>")
    return Markup(_written(tree))


def _tree(formula: str, block: bool) -> ET.Element | None:
    if not formula.strip() or len(formula) > LONGEST:
        return None
    try:
        from latex2mathml.converter import convert

        # The converter would draw the comma of 0{,}8 with a space after it.
        commas = DECIMAL.search(formula) is not None
        written = convert(DECIMAL.sub(".", formula), display="block" if block else "inline")
        tree = ET.fromstring(written.replace("negativethinmathspace", "-0.167em"))
    except ImportError:
        return None
    except Exception:  # noqa: BLE001 - whatever a formula does to the converter, it stays as it was written
        return None
    for number in tree.iter(f"{NAMESPACE}mn"):
        number.text = (number.text or "").replace(".", ",") if commas else number.text
    return tree if all(map(_allowed, tree.iter())) else None


def _allowed(node: ET.Element) -> bool:
    name = node.tag.removeprefix(NAMESPACE)
    fits = name in TAGS and TAGS[name] in (None, len(node)) and set(node.attrib) <= KEPT
    return fits and all(map(VALUE.fullmatch, node.attrib.values()))


def _written(node: ET.Element) -> str:
    name = node.tag.removeprefix(NAMESPACE)
    children = list(node)
    if name == "msub":  # browsers without a font for formulas lower an index only where there may be a power, too
        name, children = "msubsup", [*children, ET.Element("mrow")]
    if name == "mrow" and len(children) == 1 and not node.attrib:
        return _written(children[0])
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in node.attrib.items() if (key, value) != ("display", "inline")
    )
    inside = "".join(map(_written, children)) or escape(node.text or "")
    return f"<{name}{attributes}>{inside}</{name}>"
