// The controls an explorer can have, each made of native HTML: they have names, states and keys of their own.
// _explorer.py puts this file and _explorer.js together into one module, so neither needs an address of the other.

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

// What all builders share: the model's texts, how a value is sent and how an error finds its control.
function controlBuilders({ model, el, uid, labels, number, writers, set, press, open, errorSlot }) {
  const show = (input, value) => {
    if (input !== document.activeElement || input.type === "range") input.value = value ?? "";
  };
  const fill = (input, value) => show(input, typeof value === "number" ? number.format(value) : value);
  // One entry of a column: a line, a few lines, a day or a list to choose from.
  const field = (column, row, names) => {
    const more = { ...names, "aria-describedby": `${uid}-${column.name}-error` };
    const input = column.options?.length
      ? element("select", more, ...column.options.map(({ value, label }) => element("option", { value }, label)))
      : column.lines > 1 ? element("textarea", { ...more, rows: column.lines, maxlength: column.most })
        : column.dated ? element("input", { ...more, type: "date" })
          : element("input", { ...more, type: "text", inputmode: column.number ? "decimal" : "text", maxlength: column.number ? 8 : column.most ?? 30 });
    input.addEventListener("input", () =>
      set(column.name, model.get("values")[column.name].map((old, index) => (index === row ? input.value : old))));
    return input;
  };

  return {
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

    text(spec) {
      const id = `${uid}-${spec.name}`;
      const input = element(spec.lines === 1 ? "input" : "textarea", {
        id, ...(spec.lines === 1 ? { type: "text" } : { rows: spec.lines }), maxlength: spec.most, "aria-describedby": `${id}-error` });
      input.addEventListener("input", () => set(spec.name, input.value));
      writers.push((values) => show(input, values[spec.name]));
      return element("div", { class: "wp-control" }, element("label", { for: id }, spec.label), input, errorSlot(spec.name));
    },

    hidden() {
      return element("div", { hidden: true });
    },

    // Time as a slider that can also run by itself; whoever asked for less motion gets half the pace.
    player(spec) {
      const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1400 : 700; // ms a step at speed 1
      const slider = this.slider(spec);
      const now = () => Number(model.get("values")[spec.name]);
      const speed = element("select", { "aria-label": labels.speed }, ...[1, 2, 4].map((times) =>
        element("option", { value: times }, `${times}×`)));
      const button = (label, action) => {
        const made = element("button", { type: "button", class: "wp-button" }, label);
        made.addEventListener("click", action);
        return made;
      };
      let timer = null;
      const stop = () => {
        clearInterval(timer);
        timer = null;
        play.textContent = labels.play;
      };
      const tick = () => {
        if (!el.isConnected || now() >= spec.high) return stop();
        set(spec.name, now() + 1);
        if (now() >= spec.high) stop();
      };
      const start = () => {
        if (now() >= spec.high) set(spec.name, spec.low);
        timer = setInterval(tick, pace / Number(speed.value));
        play.textContent = labels.pause;
      };
      const play = button(labels.play, () => (timer ? stop() : start()));
      speed.addEventListener("change", () => timer && (stop(), start()));
      const step = button(labels.step, () => (stop(), now() < spec.high && set(spec.name, now() + 1)));
      const rewind = button(labels.rewind, () => (stop(), set(spec.name, spec.low)));
      slider.classList.add("wp-player");
      slider.append(element("div", { class: "wp-buttons" }, play, step, rewind, speed));
      return slider;
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
      const inputs = spec.columns.map((column) => model.get("start")[column.name].map((_, row) =>
        field(column, row, { "aria-label": `${column.label}, ${labels.row} ${row + 1}` })));
      const rows = inputs[0].map((_, row) => element("tr", {}, element("th", { scope: "row" }, String(row + 1)),
        ...inputs.map((column) => element("td", {}, column[row]))));
      writers.push((values) => {
        rows.forEach((row, index) => (row.hidden = index >= values[spec.rows]));
        spec.columns.forEach((column, c) => inputs[c].forEach((input, row) => fill(input, values[column.name][row])));
      });
      const head = element("tr", {}, element("td"), ...spec.columns.map((c) => element("th", { scope: "col" }, c.label)));
      return element("div", { class: "wp-control" },
        element("div", { class: "wp-scroll" },
          element("table", {}, element("caption", {}, spec.label), element("thead", {}, head), element("tbody", {}, ...rows))),
        ...spec.columns.map((column) => errorSlot(column.name)));
    },

    // The same columns as a form a row.
    rows(spec) {
      const inputs = spec.columns.map((column) => model.get("start")[column.name].map((_, row) =>
        field(column, row, { id: `${uid}-${column.name}-${row}` })));
      const forms = inputs[0].map((_, row) => element("fieldset", { class: "wp-row" },
        element("legend", {}, `${spec.label} ${row + 1}`),
        element("div", { class: "wp-fields" }, ...spec.columns.map((column, c) => element("div", {},
          element("label", { for: inputs[c][row].id }, column.label), inputs[c][row])))));
      writers.push((values) => {
        forms.forEach((form, index) => (form.hidden = index >= values[spec.rows]));
        spec.columns.forEach((column, c) => inputs[c].forEach((input, row) => fill(input, values[column.name][row])));
      });
      return element("div", { class: "wp-control" }, ...forms, ...spec.columns.map((column) => errorSlot(column.name)));
    },

    load(spec) {
      const { made, shown } = loadControl(spec, { uid, open, slot: errorSlot(spec.name) });
      writers.push((values) => shown(values[spec.name]));
      return made;
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
}
