// The frame of every picture of results, and the commonest of them. Styles are set here, so that phone, projector and
// trainer see the same; colours are the page's: --wp-ink, --wp-muted, --wp-line, --wp-tint, --wp-1 … --wp-4.

export const say = (text, language) => (text && typeof text === "object" ? text[language] ?? text.en ?? "" : String(text ?? ""));
export const colour = (i) => `var(--wp-${(i % 4) + 1}, ${["#2b5c8a", "#9a5b00", "#1a7f52", "#b23a2e"][i % 4]})`;

export function node(document, tag, style = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(style)) made.style.setProperty(name, value);
  made.append(...children);
  return made;
}

export function bars({ bars: rows }, language, document) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return node(document, "ul", { "list-style": "none", margin: "0", padding: "0" }, ...rows.map(({ label, value, of }) => {
    const share = of ? ` (${Math.round((100 * value) / of)}%)` : "";
    const track = node(document, "div", { height: "0.9em", background: "var(--wp-tint, #f1f4f7)", "border-radius": "4px", overflow: "hidden" },
      node(document, "div", { height: "100%", width: `${(100 * value) / (of || most)}%`, background: colour(0) }));
    track.setAttribute("aria-hidden", "true");
    return node(document, "li", { margin: "0 0 0.7em" },
      node(document, "div", { display: "flex", gap: "0.8em", "justify-content": "space-between" },
        node(document, "span", { "overflow-wrap": "anywhere" }, say(label, language)),
        node(document, "b", { "white-space": "nowrap", "font-variant-numeric": "tabular-nums" }, number.format(value) + share)), track);
  }));
}

// A figure: the picture, and the server's sentence as its caption.
export function framed(results, language, document, draw) {
  const figure = node(document, "figure", { margin: "0" });
  const picture = results.hidden ? null : results.picture;
  if (picture && draw[picture.form]) figure.append(draw[picture.form](picture, language, document, say(results.sentence, language)));
  figure.append(node(document, "figcaption", { margin: "0.5em 0 0" }, say(results.sentence, language)));
  return figure;
}
export const drawResults = (results, language, document) => framed(results, language, document, { bars });
