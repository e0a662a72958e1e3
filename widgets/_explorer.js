// The page's side of widgets/_explorer.py. Native HTML controls only: they have names, states and keys of their own.
// Python decides what a value means; this module sends what was typed and shows what comes back.

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined || value === "") continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// In a Voilà page the state lives in the address, so that a link shares it; elsewhere in the browser's storage.
const inAddress = () => document.documentElement.dataset.wpAddress === "1";

function remember(key, values, start) {
  if (!key) return;
  if (!inAddress()) {
    localStorage.setItem(`wp:${key}`, JSON.stringify(values));
    return;
  }
  const address = new URL(location.href);
  const part = key.split(".")[1];
  for (const [name, value] of Object.entries(values)) {
    if (same(value, start[name])) address.searchParams.delete(`${part}.${name}`);
    else address.searchParams.set(`${part}.${name}`, JSON.stringify(value));
  }
  history.replaceState(history.state, "", address);
}

function recalled(key, start) {
  if (!key || inAddress()) return null;
  try {
    const found = JSON.parse(localStorage.getItem(`wp:${key}`));
    const known = Object.keys(start).filter((name) => found && name in found);
    return known.length ? Object.fromEntries(known.map((name) => [name, found[name]])) : null;
  } catch {
    return null; // storage is off, or holds something that is not ours
  }
}

function render({ model, el }) {
  const uid = `wp-${Math.random().toString(36).slice(2, 9)}`;
  const labels = model.get("labels");
  const number = new Intl.NumberFormat(model.get("language"), { maximumFractionDigits: 2 });
  const writers = []; // each shows model values in its control
  const errorSlots = {};

  const set = (name, value) => {
    model.set("values", { ...model.get("values"), [name]: value });
    model.save_changes();
  };
  const press = (name) => {
    model.set("pressed", [name, (model.get("pressed")[1] || 0) + 1]);
    model.save_changes();
  };
  const errorSlot = (name) =>
    (errorSlots[name] = element("p", { class: "wp-error", id: `${uid}-${name}-error`, role: "alert" }));
  const show = (input, value) => {
    if (input !== document.activeElement || input.type === "range") input.value = value ?? "";
  };

  const build = {
    slider(spec) {
      const id = `${uid}-${spec.name}`;
      const input = element("input", {
        type: "range", id, min: spec.low, max: spec.high, step: spec.step,
        "aria-describedby": `${spec.help ? `${id}-help ` : ""}${id}-error`,
      });
      const output = element("output", { for: id, class: "wp-value" });
      const display = () => {
        output.textContent = number.format(input.value);
        input.setAttribute("aria-valuetext", output.textContent);
      };
      input.addEventListener("input", () => (display(), set(spec.name, Number(input.value))));
      writers.push((values) => (show(input, values[spec.name]), display()));
      return element("div", { class: "wp-control" },
        element("label", { for: id }, spec.label), output, input,
        ...(spec.help ? [element("p", { class: "wp-help", id: `${id}-help` }, spec.help)] : []),
        errorSlot(spec.name));
    },

    choice(spec) {
      const inputs = spec.options.map((option, index) => {
        const input = element("input", { type: "radio", name: `${uid}-${spec.name}`, id: `${uid}-${spec.name}-${index}` });
        input.addEventListener("change", () => set(spec.name, option.value));
        return input;
      });
      writers.push((values) =>
        spec.options.forEach((option, index) => (inputs[index].checked = option.value === values[spec.name])));
      const rows = spec.options.map((option, index) =>
        element("label", { class: "wp-option" }, inputs[index], element("span", {}, option.label)));
      return element("fieldset", { class: "wp-control" },
        element("legend", {}, spec.label), element("div", { class: "wp-options" }, ...rows), errorSlot(spec.name));
    },

    buttons(spec) {
      const made = spec.buttons.map(({ name, label }) => {
        const button = element("button", { type: "button", class: "wp-button" }, label);
        button.addEventListener("click", () => press(name));
        return button;
      });
      return element("fieldset", { class: "wp-control" },
        element("legend", {}, spec.label), element("div", { class: "wp-buttons" }, ...made));
    },

    table(spec) {
      const inputs = spec.columns.map((column) =>
        model.get("start")[column.name].map((_, row) => {
          const input = element("input", {
            type: "text", inputmode: column.number ? "decimal" : "text", maxlength: column.number ? 8 : 30,
            "aria-label": `${column.label}, ${labels.row} ${row + 1}`, "aria-describedby": `${uid}-${column.name}-error`,
          });
          input.addEventListener("input", () =>
            set(column.name, model.get("values")[column.name].map((old, index) => (index === row ? input.value : old))));
          return input;
        }));
      const rows = inputs[0].map((_, row) => element("tr", {}, element("th", { scope: "row" }, String(row + 1)),
        ...inputs.map((column) => element("td", {}, column[row]))));
      writers.push((values) => {
        rows.forEach((row, index) => (row.hidden = index >= values[spec.rows]));
        spec.columns.forEach((column, c) => inputs[c].forEach((input, row) => {
          const value = values[column.name][row];
          show(input, typeof value === "number" ? number.format(value) : value);
        }));
      });
      const head = element("tr", {}, element("td"), ...spec.columns.map((c) => element("th", { scope: "col" }, c.label)));
      return element("div", { class: "wp-control" },
        element("div", { class: "wp-scroll" },
          element("table", {}, element("caption", {}, spec.label), element("thead", {}, head), element("tbody", {}, ...rows))),
        ...spec.columns.map((column) => errorSlot(column.name)));
    },

    matrix(spec) {
      const count = model.get("start")[spec.name].length;
      const cells = {};
      const heads = [], rows = [];
      for (let j = 1; j < count; j++) heads.push(element("th", { scope: "col" }, String(j + 1)));
      for (let i = 0; i < count - 1; i++) {
        const row = element("tr", {}, element("th", { scope: "row" }));
        for (let j = 1; j < count; j++) {
          const cell = element("td");
          if (j > i) {
            const input = element("input", {
              type: "text", inputmode: "decimal", maxlength: 5, "aria-describedby": `${uid}-${spec.name}-error` });
            input.addEventListener("input", () => {
              const values = model.get("values")[spec.name].map((line) => [...line]);
              values[i][j] = values[j][i] = input.value;
              set(spec.name, values);
            });
            cell.append(input);
            cells[`${i},${j}`] = input;
          }
          row.append(cell);
        }
        rows.push(row);
      }
      writers.push((values) => {
        const n = values[spec.rows], names = values[spec.labels];
        heads.forEach((head, index) => (head.hidden = index + 1 >= n));
        rows.forEach((row, i) => {
          row.hidden = i >= n - 1;
          row.firstChild.textContent = `${i + 1} ${names[i]}`;
          [...row.children].forEach((cell, j) => (cell.hidden = j >= n));
        });
        for (const [place, input] of Object.entries(cells)) {
          const [i, j] = place.split(",").map(Number);
          const value = values[spec.name][i][j];
          show(input, typeof value === "number" ? number.format(value) : value);
          input.setAttribute("aria-label", `${spec.label}: ${names[i]} – ${names[j]}`);
        }
      });
      const head = element("tr", {}, element("td"), ...heads);
      return element("div", { class: "wp-control" },
        element("div", { class: "wp-scroll" },
          element("table", { class: "wp-matrix" }, element("caption", {}, spec.label), element("thead", {}, head), element("tbody", {}, ...rows))),
        errorSlot(spec.name));
    },
  };

  const controls = element("div", { class: "wp-controls" }, ...model.get("controls").map((spec) => build[spec.kind](spec)));
  const again = element("button", { type: "button", class: "wp-button wp-quiet" }, labels.reset);
  again.addEventListener("click", () => press("reset"));
  controls.append(again);
  const pictures = element("div", { class: "wp-pictures", "aria-live": "polite" });
  const report = element("div", { class: "wp-report", "aria-live": "polite" });
  const main = element("div", { class: "wp-main" }, pictures, report);
  el.append(element("section", { class: "wp", lang: model.get("language"), "aria-labelledby": `${uid}-heading` },
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
  const keep = () => remember(model.get("key"), model.get("values"), model.get("start"));

  const listeners = { values: () => (writeValues(), keep()), errors: writeErrors, pictures: writePictures, report: writeReport };
  for (const [name, listener] of Object.entries(listeners)) model.on(`change:${name}`, listener);
  writeValues(), writeErrors(), writePictures(), writeReport();

  // A kernel that has just started knows nothing of the last visit; the browser does.
  const last = same(model.get("values"), model.get("start")) ? recalled(model.get("key"), model.get("start")) : null;
  if (last && !same({ ...model.get("start"), ...last }, model.get("start"))) {
    model.set("values", { ...model.get("start"), ...last });
    model.save_changes();
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners)) model.off(`change:${name}`, listener);
  };
}

export default { render };
