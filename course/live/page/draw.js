// Results as pictures: drawResults(results, language, document) → a <figure> with the server's sentence as its text
// twin. Used by phone, projector and trainer; sizes follow the font size and the width of the place.
import { bars, colour, framed, node, say } from "./bars.js";

const INK = "var(--wp-ink, #1f2a37)", MUTED = "var(--wp-muted, #5b6675)", LINE = "var(--wp-line, #c6ced8)";
const PAPER = "var(--wp-paper, #fdfdfc)", TINT = "var(--wp-tint, #f1f4f7)";

// fill and stroke go through the style: there a variable is understood everywhere.
function shape(document, tag, attributes = {}, style = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const [name, value] of Object.entries(style)) made.style.setProperty(name, value);
  made.append(...children);
  return made;
}
function canvas(document, width, height, title, ...children) {
  return shape(document, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title },
    { width: "100%", "max-height": "60vh", display: "block" }, ...children);
}

// Equal answers lie on one another: the mark grows with how many there are. Now: filled; first round: a ring; mean: a cross.
function marks(document, places, kind) {
  const many = new Map();
  for (const place of places) many.set(place.join(), (many.get(place.join()) || 0) + 1);
  return [...many].map(([place, n]) => {
    const [cx, cy] = place.split(",");
    const style = kind === "before" ? { fill: "none", stroke: MUTED, "stroke-width": "0.6" } : { fill: colour(0), "fill-opacity": "0.6", stroke: PAPER, "stroke-width": "0.3" };
    return shape(document, "circle", { cx, cy, r: 1.6 + 0.9 * Math.sqrt(n) }, style);
  });
}
function cross(document, [x, y]) {
  const path = `M${x - 4} ${y}H${x + 4}M${x} ${y - 4}V${y + 4}`;
  return [shape(document, "path", { d: path }, { stroke: PAPER, "stroke-width": "2.4" }), shape(document, "path", { d: path }, { stroke: colour(1), "stroke-width": "1.3" })];
}

const edge = (document, text, align) => node(document, "div", { "text-align": align, flex: "1", "font-weight": "600", "overflow-wrap": "anywhere" }, text);

function square(picture, language, document, title) {
  const at = ([x, y]) => [50 + 46 * x, 50 - 46 * y];
  const [left, right, low, high] = ["left", "right", "bottom", "top"].map((name) => say(picture.ends[name], language));
  const drawing = canvas(document, 100, 100, title,
    shape(document, "rect", { x: 4, y: 4, width: 92, height: 92, rx: 2 }, { fill: TINT, stroke: LINE, "stroke-width": "0.5" }),
    shape(document, "path", { d: "M4 50H96M50 4V96" }, { stroke: MUTED, "stroke-width": "0.4" }),
    ...marks(document, (picture.before || []).map(at), "before"), ...marks(document, picture.points.map(at)), ...(picture.mean ? cross(document, at(picture.mean)) : []));
  return node(document, "div", { "max-width": "min(34em, 66vh)", margin: "0 auto" }, edge(document, high, "center"), drawing, edge(document, low, "center"),
    node(document, "div", { display: "flex", gap: "1em" }, edge(document, `← ${left}`, "left"), edge(document, `${right} →`, "right")));
}

function triangle(picture, language, document, title) {
  const corners = [[6, 88], [50, 88 - 88 * Math.sqrt(0.75)], [94, 88]];
  const at = (shares) => {
    const total = shares.reduce((a, b) => a + b) || 1;
    return [0, 1].map((axis) => shares.reduce((sum, share, i) => sum + (share / total) * corners[i][axis], 0));
  };
  const [left, top, right] = ["public", "civic", "business"].map((name) => say(picture.ends[name], language));
  const drawing = canvas(document, 100, 92, title,
    shape(document, "polygon", { points: corners.map((corner) => corner.join()).join(" ") }, { fill: TINT, stroke: MUTED, "stroke-width": "0.5" }),
    ...marks(document, (picture.before || []).map(at), "before"), ...marks(document, picture.points.map(at)), ...(picture.mean ? cross(document, at(picture.mean)) : []));
  return node(document, "div", { "max-width": "min(34em, 70vh)", margin: "0 auto" }, edge(document, top, "center"), drawing,
    node(document, "div", { display: "flex", gap: "1em" }, edge(document, left, "left"), edge(document, right, "right")));
}

// Two columns of who stood where, and between them how many went from which to which.
function flow({ heads, from, to, moves }, language, document, title) {
  const index = (list, end) => (typeof end === "number" ? end : list.findIndex(({ label }) => say(label, language) === say(end, language)));
  const sum = (list) => list.reduce((all, { value }) => all + value, 0);
  const total = Math.max(1, sum(from), sum(to));
  const gap = 5, high = 90 - gap * (Math.max(from.length, to.length) - 1);
  const column = (list) => {
    let y = 4;
    return list.map((row) => {
      const box = { ...row, y, height: (high * row.value) / total, used: 0 };
      y += box.height + gap;
      return box;
    });
  };
  const left = column(from), right = column(to);
  const ribbons = moves.map(([a, b, n]) => [index(from, a), index(to, b), n]).filter(([a, b, n]) => left[a] && right[b] && n).map(([a, b, n]) => {
    const size = (high * n) / total, [y, z] = [left[a].y + left[a].used, right[b].y + right[b].used];
    left[a].used += size;
    right[b].used += size;
    return shape(document, "path", { d: `M12 ${y}C45 ${y} 55 ${z} 88 ${z}V${z + size}C55 ${z + size} 45 ${y + size} 12 ${y + size}Z` }, { fill: colour(a), "fill-opacity": a === b ? "0.3" : "0.6" });
  });
  const boxes = [[left, 6], [right, 88]].flatMap(([list, x]) => list.map((box, i) => shape(document, "rect", { x, y: box.y, width: 6, height: Math.max(0.6, box.height) }, { fill: colour(i) })));
  const number = new Intl.NumberFormat(language);
  const key = (list, align) => node(document, "ul", { "list-style": "none", padding: "0", margin: "0", flex: "1", "text-align": align }, ...list.map(({ label, value }, i) => {
    const sign = node(document, "span", { flex: "none", width: "0.8em", height: "0.8em", "border-radius": "2px", background: colour(i), [align === "left" ? "margin-right" : "margin-left"]: "0.4em" });
    const text = node(document, "span", {}, `${say(label, language)}: `, node(document, "b", {}, number.format(value)));
    return node(document, "li", { display: "flex", "align-items": "baseline", "justify-content": align === "left" ? "flex-start" : "flex-end", margin: "0 0 0.3em", "line-height": "1.25" }, ...(align === "left" ? [sign, text] : [text, sign]));
  }));
  const head = (heads || []).map((text, i) => edge(document, say(text, language), i ? "right" : "left"));
  return node(document, "div", { "max-width": "40em", margin: "0 auto" }, node(document, "div", { display: "flex", gap: "1em" }, ...head), canvas(document, 100, 98, title, ...ribbons, ...boxes),
    node(document, "div", { display: "flex", gap: "1em", "justify-content": "space-between" }, key(from, "left"), key(to, "right")));
}

function table({ rows, columns, cells }, language, document) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const cell = (tag, text, scope, style) => {
    const made = node(document, tag, { padding: "0.4em 0.3em", border: `1px solid ${LINE}`, "text-align": scope ? "left" : "center", ...style }, text);
    if (scope) made.setAttribute("scope", scope);
    return made;
  };
  return node(document, "div", { "overflow-x": "auto" }, node(document, "table", { "border-collapse": "collapse", width: "100%", color: INK, "font-size": "min(1em, 3.4vw)", "table-layout": "fixed", "overflow-wrap": "anywhere", hyphens: "auto" },
    node(document, "thead", {}, node(document, "tr", {}, cell("td", ""), ...columns.map((column) => cell("th", say(column, language), "col")))),
    node(document, "tbody", {}, ...rows.map((row, i) => node(document, "tr", {}, cell("th", say(row, language), "row"),
      ...cells[i].map((value) => cell("td", value === null ? "–" : number.format(value), "", value === null ? { color: MUTED } : { "font-weight": "700" })))))));
}

function rank({ items }, language, document) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const worst = Math.max(1, items.length);
  return node(document, "ol", { margin: "0", padding: "0 0 0 1.6em" }, ...items.map(({ label, value }) => {
    const track = node(document, "div", { height: "0.5em", width: `${Math.max(4, (100 * (worst + 1 - value)) / worst)}%`, background: colour(0), "border-radius": "4px" });
    track.setAttribute("aria-hidden", "true");
    return node(document, "li", { margin: "0 0 0.6em" }, node(document, "div", { display: "flex", "justify-content": "space-between", gap: "0.8em" },
      node(document, "span", { "overflow-wrap": "anywhere" }, say(label, language)), node(document, "b", {}, number.format(value))), track);
  }));
}

export const drawResults = (results, language, document) => framed(results, language, document, { bars, square, triangle, flow, table, rank });
