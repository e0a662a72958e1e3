// One more kind of control, for widgets/local_energy.py: a table of check boxes, a row a goal, a column a partner.
// The file is put after _explorer.js into one module, where controlBuilders holds the builders of all the others.
const stockBuilders = controlBuilders;

controlBuilders = (tools) => ({
  ...stockBuilders(tools),

  ticks(spec) {
    const { model, uid, writers, set, errorSlot } = tools;
    const start = model.get("start")[spec.name];
    const heads = start[0].map(() => element("th", { scope: "col" }, element("span")));
    const boxes = start.map((line, row) => line.map((_, place) => {
      const box = element("input", { type: "checkbox", "aria-describedby": `${uid}-${spec.name}-error` });
      box.addEventListener("change", () => set(spec.name, model.get("values")[spec.name].map((old, index) =>
        index === row ? old.map((tick, at) => (at === place ? Number(box.checked) : tick)) : old)));
      return box;
    }));
    const rows = boxes.map((line) => element("tr", {}, element("th", { scope: "row" }),
      ...line.map((box) => element("td", {}, element("label", { class: "wp-tick" }, box)))));
    writers.push((values) => {
      const names = values[spec.across_names];
      heads.forEach((head, place) => {
        head.hidden = place >= values[spec.across];
        head.firstChild.textContent = `${place + 1} ${names[place]}`;
      });
      rows.forEach((row, index) => {
        const goal = values[spec.row_names][index];
        row.hidden = index >= values[spec.rows];
        row.firstChild.textContent = goal;
        boxes[index].forEach((box, place) => {
          box.closest("td").hidden = place >= values[spec.across];
          box.checked = Boolean(values[spec.name][index][place]);
          box.setAttribute("aria-label", `${goal}: ${names[place]}`);
        });
      });
    });
    return element("div", { class: "wp-control" },
      element("div", { class: "wp-scroll" }, element("table", { class: "wp-ticks" }, element("caption", {}, spec.label),
        element("thead", {}, element("tr", {}, element("td"), ...heads)), element("tbody", {}, ...rows))),
      errorSlot(spec.name));
  },
});
