// One more control for widgets/responsible_partnership.py: a table of boxes to tick, or of numbers, as wide as there are
// partners. It goes between _controls.js and _explorer.js and adds itself to the builders of the one for the other.

{
  const stock = controlBuilders;
  controlBuilders = (tools) => ({
    ...stock(tools),

    grid(spec) {
      const { model, uid, number, writers, set, errorSlot } = tools;
      const start = model.get("start")[spec.name];
      const change = (row, column, value) =>
        set(spec.name, model.get("values")[spec.name].map((line, i) =>
          i === row ? line.map((old, j) => (j === column ? value : old)) : line));
      const cell = (row, column) => {
        const described = { "aria-describedby": `${uid}-${spec.name}-error` };
        if (spec.boxes) {
          const input = element("input", { ...described, type: "checkbox" });
          input.addEventListener("change", () => change(row, column, input.checked ? 1 : 0));
          return { input, holder: element("label", { class: "wp-tick" }, input) };
        }
        const input = element("input", { ...described, type: "text", inputmode: "decimal", maxlength: 5 });
        input.addEventListener("input", () => change(row, column, input.value));
        return { input, holder: input };
      };
      const cells = start.map((line, row) => line.map((_, column) => cell(row, column)));
      const heads = start[0].map((_, column) => element("th", { scope: "col" }, spec.heads[column]));
      const names = start.map((_, row) => element("th", { scope: "row" }, spec.labels[row] ?? ""));
      const rows = cells.map((line, row) =>
        element("tr", {}, names[row], ...line.map(({ holder }) => element("td", {}, holder))));
      writers.push((values) => {
        const wide = values[spec.across], high = spec.rows ? values[spec.rows] : rows.length;
        heads.forEach((head, column) => (head.hidden = column >= wide));
        rows.forEach((row, i) => {
          row.hidden = i >= high;
          if (spec.row_names) names[i].textContent = values[spec.row_names][i];
          cells[i].forEach(({ input, holder }, j) => {
            holder.parentElement.hidden = j >= wide;
            const value = values[spec.name][i][j];
            if (spec.boxes) input.checked = Number(value) === 1;
            else if (input !== document.activeElement)
              input.value = typeof value === "number" ? number.format(value) : value;
            input.setAttribute("aria-label", `${names[i].textContent}: ${values[spec.column_names][j]}`);
          });
        });
      });
      const head = element("tr", {}, element("td"), ...heads);
      return element("div", { class: "wp-control" },
        element("div", { class: "wp-scroll" },
          element("table", { class: spec.boxes ? "wp-ticks" : "wp-numbers" }, element("caption", {}, spec.label),
            element("thead", {}, head), element("tbody", {}, ...rows))),
        errorSlot(spec.name));
    },
  });
}
