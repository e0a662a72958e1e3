// Nodes and words. Whatever anybody wrote reaches the page as text, never as markup.

export const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const put = (node, text) => node.textContent !== text && (node.textContent = text);

// Builds what is in a slot anew only when `about` has changed, and gives the focus back to the control of the same data-k.
export function fill(slot, about, build) {
  const key = JSON.stringify([tongue.language, about]);
  if (slot.about === key) return false;
  const held = slot.contains(document.activeElement) && document.activeElement.dataset.k;
  slot.about = key;
  slot.replaceChildren(...build());
  if (held) [...slot.querySelectorAll("[data-k]")].find((node) => node.dataset.k === held)?.focus();
  return true;
}

export const tongue = { language: "en", table: {} };
export async function speak(language) {
  const answer = await fetch(new URL(`words-${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(answer.status);
  Object.assign(tongue, { table: await answer.json(), language });
  document.documentElement.lang = language;
}

// A word of the page; where it counts something, the plural form is chosen by n.
export function w(key, values = {}) {
  let found = key.split(".").reduce((node, step) => node?.[step], tongue.table) ?? key;
  if (typeof found === "object") found = found[new Intl.PluralRules(tongue.language).select(values.n)] ?? found.other;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
// A text of the room: in both languages where the course wrote it, as it is where a person did.
export const say = (text, language = tongue.language) => (text && typeof text === "object" ? text[language] ?? text.en ?? "" : text ?? "");
export const day = (iso) => {
  const date = new Date(`${iso}T12:00`);
  return isNaN(date) ? iso : new Intl.DateTimeFormat(tongue.language, { day: "numeric", month: "long", year: "numeric" }).format(date);
};
export const typing = () => document.activeElement?.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=range])");

let serial = 0;
export const uid = () => `n${(serial += 1)}`;
// Radios or boxes as large as a finger; value is the chosen id, or the list of chosen ids.
export function options(legend, list, { many = false, value = null, change, row = false, hidden = false }) {
  const name = uid();
  const chosen = [].concat(value ?? []).map(String);
  const inputs = list.map(({ id, label, speak: aloud }) => [id, make("input", {
    type: many ? "checkbox" : "radio", name, value: id, checked: chosen.includes(String(id)), "data-k": `${legend}.${id}`,
    "aria-label": aloud, change: () => change?.(read()),
  }), label]);
  const read = () => {
    const ids = inputs.filter(([, input]) => input.checked).map(([id]) => id);
    return many ? ids : ids[0] ?? null;
  };
  const node = make("fieldset", { class: row ? "options row" : "options" }, make("legend", { class: hidden ? "unseen" : "" }, legend),
    ...inputs.map(([, input, label]) => make("label", { class: "option" }, input, make("span", {}, label))));
  return { node, read };
}
export function field(label, { area = false, help = "", value = "", ...more }) {
  const id = uid();
  const input = make(area ? "textarea" : "input", { id, "data-k": label, autocomplete: "off", "aria-describedby": help ? `${id}-h` : null, ...more });
  input.value = value;
  return { node: make("div", { class: "field" }, make("label", { for: id }, label), input, ...(help ? [make("p", { class: "help", id: `${id}-h` }, help)] : [])), input };
}
