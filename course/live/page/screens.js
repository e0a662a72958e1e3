// What the projector and the trainer share: following the model, the clock in words, QR codes, keyed lists.
// A model is an anywidget's, or the trainer page's own of the same shape: get, set, save_changes, on, off.
import { fill, make, put, tongue, w } from "./dom.js";

export const SECTORS = ["public", "civic", "business", "none"];
const TICK = 5000; // ms between two looks at the clock

// build(root) makes the screen anew for a language and returns what brings it up to date; state changes often, words do not.
export function screen({ model, el }, name, build) {
  let update, language;
  const draw = () => {
    if (language !== model.get("language")) {
      language = model.get("language");
      Object.assign(tongue, { language, table: model.get("words") });
      const root = make("div", { class: `wp ${name}`, lang: language });
      update = build(root);
      el.replaceChildren(root);
    }
    update();
  };
  const timer = setInterval(() => document.visibilityState === "visible" && update(), TICK);
  const names = ["change:part", "change:state", "change:words"];
  for (const change of names) model.on(change, draw);
  draw();
  return () => {
    clearInterval(timer);
    for (const change of names) model.off(change, draw);
  };
}

// ---- words ----
export const time = (seconds) => new Intl.DateTimeFormat(tongue.language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(1000 * seconds);

// What remains of the block, in words: colour alone would not reach everybody.
export function clockWords(clock) {
  if (!clock?.ends) return { text: "", over: false, until: "" };
  const left = clock.ends - Date.now() / 1000;
  const n = left > 0 ? Math.ceil(left / 60) : Math.floor(-left / 60);
  const text = left > 0 ? w("clock.left", { n }) : n ? w("clock.over", { n }) : w("clock.up");
  return { text, over: left <= 0, until: w("clock.until", { time: time(clock.ends) }) };
}

export const sectorWords = (sectors) => SECTORS.filter((name) => sectors?.[name]).map((name) => `${w(`sector.${name}`)} ${sectors[name]}`).join(" · ");

// What the room's answers count; cards are written first and marked then.
export function answersWords({ activity, answers: n, seats: of }) {
  const cards = activity?.kind === "cards" && activity.config?.approve === false;
  const key = cards ? "written" : ["cards", "wall"].includes(activity?.kind) ? "approved" : "answers";
  return w(`show.${key}`, { n, of });
}

export const stateWords = (state) => (["slow", "lost", "unset", "out", "no_key"].includes(state) ? w(`state.${state}`) : "");

// ---- nodes ----
export const button = (text, click, more = {}) => make("button", { type: "button", "data-k": text, click, ...more }, text);

// A list that touches only the rows that changed: whoever is in the middle of a row is not torn away from it.
export function keyed(place, list, id, about, build, tag = "li") {
  const rows = (place.rows ??= new Map());
  const wanted = list.map((item) => {
    const row = rows.get(id(item)) || make(tag);
    rows.set(id(item), row);
    fill(row, about(item), () => build(item));
    return row;
  });
  for (const [key, row] of rows) if (!wanted.includes(row)) (row.remove(), rows.delete(key));
  wanted.forEach((row, i) => place.children[i] !== row && place.insertBefore(row, place.children[i] || null));
}

// The server's QR code, drawn anew: only its path and its size are taken over, never its markup.
export function qr(svg, label) {
  const source = new DOMParser().parseFromString(svg || "", "text/html").querySelector("svg");
  const path = source?.querySelector("path")?.getAttribute("d");
  if (!path) return null;
  const shape = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) value && made.setAttribute(name, value);
    return made;
  };
  const drawn = shape("svg", { viewBox: source.getAttribute("viewBox"), class: "wp-qr", role: "img", "aria-label": label });
  drawn.append(shape("path", { d: path, stroke: "#000", transform: source.querySelector("path").getAttribute("transform") }));
  return drawn;
}

// A fair five, and beside it the five with most votes: who would be left with nothing, in numbers. What both have is
// written once, so that what sets them apart is seen from the last row.
export function fives(five, sentence = true) {
  if (!five?.cards?.length) return [make("p", {}, five ? sentenceOf(five) : "")];
  const shared = five.top_texts ? five.cards.filter((id) => five.top.includes(id)) : [];
  const list = (ids, texts, both) => (texts || []).filter((text, i) => shared.includes(ids[i]) === both).map((text) => make("li", {}, text));
  const rows = (items) => (items.length ? [make("ul", {}, ...items)] : []);
  const column = (name, ids, texts, n) => make("section", { class: `wp-five wp-five-${name}` }, make("h4", {}, w(`show.${name}`)),
    ...rows(list(ids, texts, false)), make("p", { class: "wp-nothing" }, w("show.nothing", { n, people: five.people })));
  return [
    ...(shared.length ? [make("section", { class: "wp-five-both" }, make("h4", {}, w("show.both")), ...rows(list(five.cards, five.texts, true)))] : []),
    make("div", { class: "wp-fives" }, column("fair", five.cards, five.texts, five.left_out), column("top", five.top, five.top_texts, five.left_out_top)),
    ...(sentence ? [make("p", { class: "wp-sentence" }, sentenceOf(five))] : five.exact ? [] : [make("p", {}, w("show.quick"))]),
  ];
}
const sentenceOf = ({ sentence }) => sentence?.[tongue.language] ?? "";

export function stateNote(slot, state) {
  put(slot, stateWords(state));
  slot.hidden = !slot.textContent;
}
