// The ladder of widgets/trust_levels.py: rungs that are buttons, sliders that move what each rung asks for.
// Python decides which rung can be stood on; this module sends what was pressed and shows what comes back.

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== "") node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const put = (node, text) => node.textContent !== text && (node.textContent = text); // said again only when it is new
const percent = (share) => `${100 * share}%`;

// In a Voilà page the state lives in the address, so that a link shares it; elsewhere in the browser's storage.
const inAddress = () => document.documentElement.dataset.wpAddress === "1";

function remember(key, values, start) {
  if (!key) return;
  try {
    if (!inAddress()) return localStorage.setItem(`wp:${key}`, JSON.stringify(values));
  } catch {
    return; // storage is off or full: the ladder works without
  }
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    const place = `${key.split(".")[1]}.${name}`;
    if (value === start[name]) address.searchParams.delete(place);
    else address.searchParams.set(place, JSON.stringify(value));
  }
  history.replaceState(history.state, "", address);
}

function recalled(key, start) {
  if (!key || inAddress()) return {};
  try {
    const found = JSON.parse(localStorage.getItem(`wp:${key}`)) || {};
    return Object.fromEntries(Object.keys(start).filter((name) => Number.isFinite(found[name])).map((name) => [name, found[name]]));
  } catch {
    return {};
  }
}

function render({ model, el }) {
  const uid = `wp-${Math.random().toString(36).slice(2, 9)}`;
  const labels = model.get("labels");
  const number = new Intl.NumberFormat(model.get("language"), { maximumFractionDigits: 2 });
  const errorSlots = {}, noteSlots = {}, sliders = {};

  const { set, press, open, end } = talk(model, {
    silent: () => put(errorSlots[""], labels.silent),
    spoke: () => writeSlots(),
  });
  const slots = (name) => {
    errorSlots[name] = make("p", { class: "wp-error", id: `${uid}-${name}-error`, role: "alert" });
    noteSlots[name] = make("p", { class: "wp-note-below wp-bad", "aria-live": "polite" });
    return make("div", {}, errorSlots[name], noteSlots[name]);
  };

  const slider = (spec) => {
    const id = `${uid}-${spec.name}`;
    const help = spec.help ? [make("p", { class: "wp-help", id: `${id}-help` }, spec.help)] : [];
    const output = make("output", { for: id, class: "wp-value" });
    const input = make("input", {
      type: "range", id, min: spec.low, max: spec.high, step: spec.step,
      "aria-describedby": `${spec.help ? `${id}-help ` : ""}${id}-error`,
    });
    const display = () => {
      output.textContent = number.format(input.value);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    input.addEventListener("input", () => (display(), set(spec.name, Number(input.value))));
    sliders[spec.name] = (value) => ((input.value = value), display());
    return make("div", { class: "wp-control" }, make("label", { for: id }, spec.label), output, input, ...help, slots(spec.name));
  };

  const opener = (spec) => {
    const { made, shown } = loadControl(spec, { uid, open, slot: slots(spec.name) });
    sliders[spec.name] = shown;
    return made;
  };

  const rung = ({ level, name }) => {
    const parts = {
      own: make("span", { class: "wp-rung-own" }), lent: make("span", { class: "wp-rung-lent" }),
      mark: make("span", { class: "wp-rung-mark" }), asks: make("span", { class: "wp-rung-asks" }),
      state: make("strong", { class: "wp-rung-state" }),
    };
    const track = level ? [make("span", { class: "wp-rung-track", "aria-hidden": "true" }, parts.own, parts.lent, parts.mark)] : [];
    return { ...parts, level, label: name, more: [parts.state, ...track, parts.asks] };
  };
  const rungs = model.get("ladder").rungs.map(rung);
  const place = document.createDocumentFragment();
  const { set: stand, buttons } = ladderBoard(place, {
    rungs, value: model.get("ladder").standing, onpick: (level) => press("rung", level),
    labelledby: `${uid}-heading`, describedby: `${uid}-level-error`, reach: () => model.get("ladder").reach,
  });

  const said = make("p", { class: "wp-said", "aria-live": "polite" });
  const report = make("div", { class: "wp-report", "aria-live": "polite" });
  const again = make("button", { type: "button", class: "wp-button wp-quiet" }, labels.reset);
  again.addEventListener("click", () => press("reset"));
  const controls = make("div", { class: "wp-controls" },
    ...model.get("controls").filter(({ name }) => name !== "level").map((spec) => (spec.kind === "load" ? opener(spec) : slider(spec))), again);
  // Keys belong to the ladder: JupyterLab would take arrows as its own shortcuts.
  const keys = { "data-lm-suppress-shortcuts": "true" };
  el.append(make("section", { class: "wp", lang: model.get("language"), "aria-labelledby": `${uid}-heading`, ...keys },
    make("h3", { id: `${uid}-heading` }, labels.heading), make("p", { class: "wp-intro" }, labels.intro),
    make("div", { class: "wp-body" }, make("div", { class: "wp-main" }, place, slots("level"), said), controls), report, slots("")));

  const writeLadder = () => {
    const ladder = model.get("ladder");
    ladder.rungs.forEach(({ state, word, asks, border }, level) => {
      const row = rungs[level], button = buttons.get(level);
      button.className = `wp-rung wp-rung-${state}`;
      button.setAttribute("aria-disabled", String(state === "out" || state === "never"));
      put(row.state, word);
      put(row.asks, asks);
      row.own.style.width = percent(ladder.trust);
      row.lent.style.left = percent(ladder.trust);
      row.lent.style.width = percent(ladder.together - ladder.trust);
      row.mark.style.left = percent(border);
    });
    put(said, ladder.said);
    stand(ladder.standing);
  };
  const writeValues = () => {
    const values = model.get("values");
    for (const [name, write] of Object.entries(sliders)) write(values[name]);
    remember(model.get("key"), values, model.get("start"));
  };
  const writeSlots = () => {
    for (const [name, slot] of Object.entries(errorSlots)) put(slot, model.get("errors")[name] || "");
    for (const [name, slot] of Object.entries(noteSlots)) put(slot, model.get("notes")[name]?.text || "");
  };
  const writeReport = () => report.replaceChildren(...model.get("report").map(({ title, text }) =>
    make("div", { class: "wp-block" }, make("h4", {}, title), make("p", {}, text))));

  const listeners = { values: writeValues, ladder: writeLadder, errors: writeSlots, notes: writeSlots, report: writeReport };
  for (const [name, listener] of Object.entries(listeners)) model.on(`change:${name}`, listener);
  writeValues(), writeLadder(), writeSlots(), writeReport();

  // A kernel that has just started knows nothing of the last visit; the browser does.
  const start = model.get("start");
  const untouched = Object.keys(start).every((name) => model.get("values")[name] === start[name]);
  const last = untouched ? recalled(model.get("key"), start) : {};
  if (Object.entries(last).some(([name, value]) => value !== start[name])) {
    model.set("values", { ...start, ...last });
    model.save_changes();
  }
  return () => {
    end();
    for (const [name, listener] of Object.entries(listeners)) model.off(`change:${name}`, listener);
  };
}

export default { render };
