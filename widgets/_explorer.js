// The page's side of widgets/_explorer.py; the controls themselves are built by _controls.js.
// Python decides what a value means; this module sends what was typed and shows what comes back.

// In a Voilà page the state lives in the address, so that a link shares it; elsewhere in the browser's storage.
// What is private stays in the storage everywhere.
const inAddress = (secret) => !secret && document.documentElement.dataset.wpAddress === "1";

// Of a list only what was changed travels: the rest follows the language of whoever opens the link.
const changed = (value, start) =>
  Array.isArray(start) ? value.map((entry, index) => (same(entry, start[index]) ? null : entry)) : value;

function remember(key, values, start, secret) {
  if (!key) return;
  if (!inAddress(secret)) {
    try {
      localStorage.setItem(`wp:${key}`, JSON.stringify(values));
    } catch {
      // storage is off or full: the values live as long as the kernel
    }
    return;
  }
  const address = new URL(location.href);
  const part = key.split(".")[1];
  for (const [name, value] of Object.entries(values)) {
    if (same(value, start[name])) address.searchParams.delete(`${part}.${name}`);
    else address.searchParams.set(`${part}.${name}`, JSON.stringify(changed(value, start[name])));
  }
  history.replaceState(history.state, "", address);
}

// A value remembered by an older version of the course may have another shape: it is left out.
const fits = (value, start) =>
  Array.isArray(start) ? Array.isArray(value) && value.length === start.length && value.every((v, i) => fits(v, start[i]))
    : !Array.isArray(value);

function recalled(key, start, secret) {
  if (!key || inAddress(secret)) return null;
  try {
    const found = JSON.parse(localStorage.getItem(`wp:${key}`)) || {};
    const known = Object.keys(start).filter((name) => name in found && fits(found[name], start[name]));
    return known.length ? Object.fromEntries(known.map((name) => [name, found[name]])) : null;
  } catch {
    return null; // storage is off, or holds something that is not ours
  }
}

// Plain keys belong to the controls: JupyterLab would take arrows as shortcuts and fold the lesson. Ctrl+S stays its own.
// The mark has to be there before JupyterLab looks, which it does first of all in the document: so, in the window.
const keepKeys = (event) => {
  if (event.target.closest?.(".wp"))
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey || event.altKey));
};

function render({ model, el }) {
  const uid = `wp-${Math.random().toString(36).slice(2, 9)}`;
  const labels = model.get("labels");
  const number = new Intl.NumberFormat(model.get("language"), { maximumFractionDigits: 2 });
  const writers = []; // each shows model values in its control
  const errorSlots = {}, noteSlots = {};

  const { set, press, open, end } = talk(model, {
    silent: () => (errorSlots[""].textContent = labels.silent),
    spoke: () => writeErrors(),
  });
  // Under every control: what was refused, and what the course has to say to the answer given.
  const errorSlot = (name) => {
    errorSlots[name] = element("p", { class: "wp-error", id: `${uid}-${name}-error`, role: "alert" });
    noteSlots[name] = element("p", { class: "wp-note-below", "aria-live": "polite" });
    return element("div", {}, errorSlots[name], noteSlots[name]);
  };
  const build = controlBuilders({ model, el, uid, labels, number, writers, set, press, open, errorSlot });
  const controls = element("div", { class: "wp-controls" }, ...model.get("controls").map((spec) => build[spec.kind](spec)));
  const again = element("button", { type: "button", class: "wp-button wp-quiet" }, labels.reset);
  again.addEventListener("click", () => press("reset"));
  controls.append(again);
  const pictures = element("div", { class: "wp-pictures", "aria-live": "polite" });
  const report = element("div", { class: "wp-report", "aria-live": "polite" });
  const main = element("div", { class: "wp-main" }, pictures, report);
  el.append(element("section", { class: `wp wp-layout-${model.get("arrangement")}`, lang: model.get("language"), "aria-labelledby": `${uid}-heading` },
    element("h3", { id: `${uid}-heading` }, labels.heading), element("p", { class: "wp-intro" }, labels.intro),
    element("div", { class: "wp-body" }, controls, main), errorSlot("")));

  const writeValues = () => writers.forEach((write) => write(model.get("values")));
  const writeErrors = () => {
    const errors = model.get("errors");
    for (const [name, slot] of Object.entries(errorSlots)) {
      if (slot.textContent !== (errors[name] || "")) slot.textContent = errors[name] || "";
      for (const input of el.querySelectorAll(`[aria-describedby~="${uid}-${name}-error"]`))
        input.setAttribute("aria-invalid", name in errors);
    }
  };
  const writeNotes = () => {
    const notes = model.get("notes");
    for (const [name, slot] of Object.entries(noteSlots)) {
      const { text = "", tone = "plain" } = notes[name] || {};
      if (slot.textContent !== text) slot.textContent = text;
      slot.className = `wp-note-below wp-${tone}`;
    }
  };
  const writePictures = () => {
    const wanted = model.get("pictures");
    while (pictures.children.length > wanted.length) pictures.lastChild.remove();
    wanted.forEach(({ svg, sentence }, index) => {
      if (!pictures.children[index]) {
        const id = `${uid}-picture-${index}`;
        pictures.append(element("figure", { class: "wp-picture" },
          element("div", { role: "img", "aria-labelledby": id }), element("figcaption", { id })));
      }
      const [drawing, caption] = pictures.children[index].children;
      drawing.innerHTML = svg; // made by matplotlib in our own kernel, which escapes the texts in it
      if (caption.textContent !== sentence) caption.textContent = sentence;
    });
  };
  const writeReport = () =>
    report.replaceChildren(...model.get("report").map(({ title, text, items, tone }) =>
      element("div", { class: `wp-block wp-${tone || "plain"}` }, ...(title ? [element("h4", {}, title)] : []),
        ...(text ? [element("p", {}, text)] : []),
        ...(items?.length ? [element("ul", {}, ...items.map((item) => element("li", {}, item)))] : []))));
  const secret = model.get("secret");
  const keep = () => remember(model.get("key"), model.get("values"), model.get("start"), secret);
  const offer = () => download(...model.get("saved").slice(0, 3));
  const shelve = () => keepOwnPartnership(model.get("shelf"));

  const listeners = { saved: offer, shelf: shelve, values: () => (writeValues(), keep()), errors: writeErrors, notes: writeNotes, pictures: writePictures, report: writeReport };
  for (const [name, listener] of Object.entries(listeners)) model.on(`change:${name}`, listener);
  writeValues(), writeErrors(), writeNotes(), writePictures(), writeReport();

  // A kernel that has just started knows nothing of the last visit; the browser does.
  const last = same(model.get("values"), model.get("start")) ? recalled(model.get("key"), model.get("start"), secret) : null;
  if (last && !same({ ...model.get("start"), ...last }, model.get("start"))) {
    model.set("values", { ...model.get("start"), ...last });
    model.save_changes();
  }
  const auto = model.get("controls").find((spec) => spec.auto);
  if (auto && ownPartnership() && [null, "own"].includes(model.get("values")[auto.name])) open("own", ownPartnership());
  window.addEventListener("keydown", keepKeys, true); // the same function a second time counts once
  return () => {
    end();
    for (const [name, listener] of Object.entries(listeners)) model.off(`change:${name}`, listener);
  };
}

export default { render };
