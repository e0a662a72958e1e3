// The page's side of Triangle in widgets/three_sectors.py: marks to drag, partners, ties, a file to keep.
// It needs a model with get, set, save_changes, on and off; Python says what a board means and refuses what is none.

const MOST_BYTES = 100_000;

const fill = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
const element = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const said = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// In a Voilà page the state lives in the address, so that a link shares it; elsewhere in the browser's storage.
const inAddress = () => document.documentElement.dataset.wpAddress === "1";

function remember(key, board, start, opened) {
  if (!key) return;
  if (!inAddress()) return localStorage.setItem(`wp:${key}`, JSON.stringify({ board }));
  const address = new URL(location.href), name = `${key.split(".")[1]}.board`;
  const put = (place, value, kept) =>
    kept ? address.searchParams.set(place, JSON.stringify(value)) : address.searchParams.delete(place);
  put(name, board, !same(board, start));
  put(`${key.split(".")[1]}.load`, opened, opened);
  history.replaceState(history.state, "", address);
}

function recalled(key, start) {
  if (!key || inAddress()) return null;
  try {
    const { board } = JSON.parse(localStorage.getItem(`wp:${key}`));
    return board.format === start.format && board.version === start.version && !same(board, start) ? board : null;
  } catch {
    return null; // storage is off, empty, or holds something that is not ours
  }
}

function render({ model, el }) {
  const uid = `wp-${Math.random().toString(36).slice(2, 9)}`;
  const labels = model.get("labels");
  const [examples, chest, spec] = model.get("controls");
  const { ui, layers, sectors, most } = spec;
  const start = model.get("start").board;
  const board = () => model.get("values").board;
  const { edit, press, open, upload, end } = talk(model, {
    silent: () => (errors[""].textContent = labels.silent ?? ""),
    spoke: () => drawErrors(),
  });
  const change = (how) => edit((values) => {
    const next = JSON.parse(JSON.stringify(values.board));
    how(next);
    return { board: next };
  });
  const button = (label, action, more = {}) => {
    const made = element("button", { type: "button", class: "wp-button", ...more }, label);
    made.addEventListener("click", action);
    return made;
  };
  const group = (label, ...children) =>
    element("fieldset", { class: "wp-control" }, element("legend", {}, label), ...children);
  const chooser = (label, options, action) => {
    const made = element("select", { "aria-label": label }, ...options.map(({ name, label: text }) => element("option", { value: name }, text)));
    made.addEventListener("change", () => action(made.value));
    return made;
  };
  const live = element("p", { class: "wp-unseen", "aria-live": "polite" });

  // The triangle, its ties and its marks.
  const { plane, lines, point, onBoard, shape, mark, place } = planeBoard(document.createDocumentFragment(), {
    corners: sectors.map((sector) => sector.label), label: spec.label, keys: `${uid}-keys`, role: ui.role,
  });
  const marks = new Map(); // "partner.layer" -> its node, kept so that focus and a drag outlive a redraw
  const made = (partner, layer) => mark(layer, String(partner + 1), () => board().partners[partner][layer],
    (shares) => change((next) => (next.partners[partner][layer] = shares)));
  const drawMarks = ({ partners, ties, shown }) => {
    const wanted = new Set();
    partners.forEach((partner, index) => layers.filter(({ name }) => shown.includes(name)).forEach((layer) => {
      const id = `${index}.${layer.name}`, shares = partner[layer.name];
      wanted.add(id);
      if (!marks.has(id)) marks.set(id, made(index, layer.name));
      place(marks.get(id), shares, said(ui.mark, { name: partner.name, layer: layer.label }),
        said(ui.shares, Object.fromEntries(sectors.map(({ name }, i) => [name, shares[i]]))));
    }));
    for (const [id, node] of marks) if (!wanted.has(id)) node.remove(), marks.delete(id);
    const seen = shown.length ? shown : ["decisions"];
    const middles = partners.map((partner) => seen.map((layer) => point(partner[layer]))
      .reduce(([a, b], [x, y]) => [a + x / seen.length, b + y / seen.length], [0, 0]));
    lines.replaceChildren(
      ...partners.map((partner) => shape("polygon", { class: "wp-leg", points: shown.map((layer) => onBoard(point(partner[layer])).join()).join(" ") })),
      ...ties.filter(([a, b]) => a !== b && middles[a] && middles[b]).map(([a, b]) => {
        const [[x1, y1], [x2, y2]] = [onBoard(middles[a]), onBoard(middles[b])];
        return shape("line", { class: partners[a].sector === partners[b].sector ? "wp-tie wp-inside" : "wp-tie", x1, y1, x2, y2 });
      }),
      ...middles.map(onBoard).map(([cx, cy]) => shape("circle", { class: "wp-heart", cx, cy, r: 0.9 })));
  };

  // Who is there, which marks are seen, who is tied to whom.
  const switches = layers.map(({ name, label }) => {
    const input = element("input", { type: "checkbox" });
    input.addEventListener("change", () => change((next) => {
      next.shown = layers.map((layer) => layer.name).filter((other) => (other === name ? input.checked : next.shown.includes(other)));
    }));
    return [name, input, element("label", { class: "wp-option" }, input, element("i", { class: `wp-sign wp-mark-${name}`, "aria-hidden": "true" }), label)];
  });
  const rows = element("ol", { class: "wp-partners" });
  const row = (index) => {
    const name = element("input", { type: "text", maxlength: "30", "aria-label": said(ui.name, { n: index + 1 }), "aria-describedby": `${uid}-board-error` });
    name.addEventListener("input", () => change((next) => (next.partners[index].name = name.value)));
    const sector = chooser("", sectors, (value) => change((next) => (next.partners[index].sector = value)));
    const away = button("×", () => {
      live.textContent = said(ui.removed, { name: board().partners[index].name });
      change((next) => {
        next.partners.splice(index, 1);
        next.ties = next.ties.filter((pair) => !pair.includes(index)).map((pair) => pair.map((end) => end - (end > index)));
      });
      add.focus();
    });
    return element("li", {}, name, sector, away);
  };
  const add = button(ui.add, () => change((next) => {
    const name = said(ui.fresh, { n: next.partners.length + 1 });
    next.partners.push({ name, sector: "civic", money: [16, 68, 16], decisions: [10, 80, 10], work: [4, 92, 4] });
    live.textContent = said(ui.added, { name });
  }));
  const first = chooser(ui.first, [], () => {}), second = chooser(ui.second, [], () => {});
  const tie = button(ui.tie, () => {
    const pair = [Number(first.value), Number(second.value)].sort((a, b) => a - b);
    if (pair[0] === pair[1]) return (live.textContent = tieNote.textContent = ui.two);
    const there = board().ties.some((other) => same(other, pair)), [a, b] = pair.map((end) => board().partners[end].name);
    live.textContent = tieNote.textContent = said(there ? ui.cut : ui.drawn, { first: a, second: b });
    change((next) => (next.ties = there ? next.ties.filter((other) => !same(other, pair)) : [...next.ties, pair].sort()));
  });
  const tieNote = element("p", { class: "wp-help" }), tieList = element("ul", { class: "wp-ties", "aria-label": ui.list });
  const drawPeople = ({ partners, ties, shown }) => {
    switches.forEach(([name, input]) => (input.checked = shown.includes(name)));
    while (rows.children.length > partners.length) rows.lastChild.remove();
    partners.forEach((partner, index) => {
      if (!rows.children[index]) rows.append(row(index));
      const [name, sector, away] = rows.children[index].children;
      if (name !== document.activeElement) name.value = partner.name;
      name.setAttribute("aria-invalid", !partner.name.trim());
      sector.value = partner.sector;
      sector.setAttribute("aria-label", said(ui.sector, { name: partner.name }));
      away.setAttribute("aria-label", said(ui.remove, { name: partner.name }));
    });
    add.disabled = partners.length >= most;
    tie.disabled = partners.length < 2;
    [first, second].forEach((list, place) => {
      const chosen = list.value || String(place);
      list.replaceChildren(...partners.map((partner, index) => element("option", { value: index }, `${index + 1} ${partner.name}`)));
      list.value = Number(chosen) < partners.length ? chosen : "0";
    });
    tieList.replaceChildren(...ties.map(([a, b]) => element("li", {}, `${partners[a]?.name} – ${partners[b]?.name}`)));
  };

  const openError = element("p", { class: "wp-error", role: "alert", id: `${uid}-load-error` });
  const opener = loadControl(chest, { uid, slot: openError, open });

  // A file to keep and to bring back; the browser writes and reads it, Python decides what is in it.
  const download = button(ui.download, () => {
    const address = URL.createObjectURL(new Blob([JSON.stringify(model.get("board"), null, 1)], { type: "application/json" }));
    element("a", { href: address, download: ui.filename }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  const file = element("input", { type: "file", accept: ".json,application/json", class: "wp-unseen", "aria-describedby": `${uid}-file-error` });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const text = chosen.size > MOST_BYTES ? "" : await chosen.text();
    file.value = "";
    live.textContent = ui.loaded;
    upload(text);
  });
  const errors = { load: openError, ...Object.fromEntries(["board", "file", ""].map((name) =>
    [name, element("p", { class: "wp-error", role: "alert", id: `${uid}-${name}-error` })])) };

  // The page: the triangle with its words first, then what changes it.
  const caption = element("figcaption"), chart = element("div", { "aria-hidden": "true" }), words = element("figcaption");
  const report = element("div", { class: "wp-report", "aria-live": "polite" });
  el.append(element("section", { class: "wp wp-three", lang: model.get("language"), "aria-labelledby": `${uid}-heading`, "data-lm-suppress-shortcuts": "true" },
    element("h3", { id: `${uid}-heading` }, labels.heading), element("p", { class: "wp-intro" }, labels.intro), live,
    element("div", { class: "wp-body" },
      element("div", { class: "wp-main" },
        element("fieldset", { class: "wp-control" }, element("legend", {}, ui.shown), element("div", { class: "wp-options" }, ...switches.map((one) => one[2]))),
        element("figure", { class: "wp-picture" }, plane, element("p", { class: "wp-help", id: `${uid}-keys` }, ui.keys), caption)),
      element("div", { class: "wp-controls" },
        group(examples.label, element("div", { class: "wp-buttons" }, ...examples.buttons.map(({ name, label }) => button(label, () => press(name))))),
        opener.made,
        group(ui.partners, rows, add, errors.board),
        group(ui.ties, element("div", { class: "wp-buttons" }, first, second, tie), tieNote, tieList),
        group(ui.file, element("div", { class: "wp-buttons" }, download, element("label", { class: "wp-button wp-file" }, ui.upload, file)), errors.file),
        button(labels.reset, () => press("reset"), { class: "wp-button wp-quiet" }))),
    element("figure", { class: "wp-picture wp-whole" }, chart, words), report, errors[""]));

  let timer = null;
  const keep = () => (remember(model.get("key"), model.get("board"), start, model.get("values").load), (timer = null));
  const later = () => (clearTimeout(timer), (timer = setTimeout(keep, 250))); // a drag is many changes, an address one
  const draw = () => (drawMarks(board()), drawPeople(board()), opener.shown(model.get("values").load));
  const drawErrors = () => Object.entries(errors).forEach(([name, slot]) => (slot.textContent = model.get("errors")[name] || ""));
  const drawPictures = () => {
    const [points, bars] = model.get("pictures");
    if (!bars) return;
    caption.textContent = points.sentence;
    chart.innerHTML = bars.svg; // made by matplotlib in our own kernel, which escapes the texts in it
    words.textContent = bars.sentence;
  };
  const drawReport = () => report.replaceChildren(...model.get("report").map(({ title, text, items, tone }) =>
    element("div", { class: `wp-block wp-${tone || "plain"}` }, element("h4", {}, title), ...(text ? [element("p", {}, text)] : []),
      ...(items?.length ? [element("ul", {}, ...items.map((item) => element("li", {}, item)))] : []))));
  const listeners = { values: draw, board: later, errors: drawErrors, pictures: drawPictures, report: drawReport };
  for (const [name, listener] of Object.entries(listeners)) model.on(`change:${name}`, listener);
  draw(), drawErrors(), drawPictures(), drawReport();

  // A kernel that has just started knows nothing of the last visit; the browser does.
  const last = same(board(), start) ? recalled(model.get("key"), start) : null;
  if (last) change((next) => Object.assign(next, last));
  return () => {
    end();
    if (timer) clearTimeout(timer), keep();
    for (const [name, listener] of Object.entries(listeners)) model.off(`change:${name}`, listener);
  };
}

export default { render };
