// The kinds of answer that not every workshop needs at once. Ladder, matrix and triangle stand on the boards that the
// lessons use too; where a board cannot be fetched, plain controls of the browser do.
import { field, fill, make, options, put, say, tongue, w } from "./dom.js";

async function board(name) {
  const style = new URL("boards.css", import.meta.url).href;
  if (!document.querySelector(`link[href='${style}']`)) document.head.append(make("link", { rel: "stylesheet", href: style }));
  try {
    return (await import(name === "square" ? "./square.js" : `./boards/${name}.js`))[{ ladder: "ladderBoard", plane: "planeBoard", square: "squareBoard" }[name]];
  } catch {
    return null;
  }
}
const keys = () => make("p", { class: "help", id: "place-keys" }, w("place.keys"));
// A slider of the browser for one axis, in whole steps from low to high.
function slide(label, low, high, step, value, input) {
  const made = field(label, { type: "range", min: low, max: high, step, value, input });
  return { ...made, read: () => Number(made.input.value) };
}

async function ladder({ config, value, change, label }) {
  const rungs = config.levels.map(({ level, label: words }) => ({ level, label: say(words) }));
  const describe = (past) => rungs.find(({ level }) => level === past.level)?.label;
  const draw = await board("ladder");
  if (!draw) {
    const { node, read } = options(w("choice.one"), [...rungs].reverse().map(({ level, label: words }) => ({ id: level, label: words })), { value: value?.level, change });
    return { node, read: () => (read() === null ? null : { level: read() }), describe };
  }
  let level = value?.level ?? null;
  const node = make("div");
  const made = draw(node, { rungs, value: level, label, onpick: (picked) => ((level = picked), made.set(picked), change()) });
  return { node, read: () => (level === null ? null : { level }), describe };
}

async function matrix({ config, value, change, label }) {
  const [x, y] = ["x", "y"].map((axis) => ({ low: say(config[axis].low), high: say(config[axis].high) }));
  let at = value ? [value.x, value.y] : null;
  const read = () => at && { x: at[0], y: at[1] };
  const number = new Intl.NumberFormat(tongue.language, { maximumFractionDigits: 2 });
  const words = ([a, b]) => w("place.point", { x: number.format(a), xname: x.high, y: number.format(b), yname: y.high });
  const describe = (past) => words([past.x, past.y]);
  const draw = await board("square");
  const node = make("div");
  if (draw) {
    draw(node, { x, y, value: at, label, keys: "place-keys", words, onmove: (to) => ((at = to), change()) });
    node.append(keys());
    return { node, read, describe };
  }
  const axes = [x, y].map((ends, i) => slide(w("place.from", ends), -1, 1, 0.1, at?.[i] ?? 0, () => ((at = axes.map((axis) => axis.read())), change())));
  node.append(...axes.map((axis) => axis.node));
  return { node, read, describe };
}

// Whole per cent that add up to 100: what is left over goes to the largest remainders.
function whole(shares) {
  const total = shares.reduce((a, b) => a + b) || 1;
  const exact = shares.map((share) => (100 * share) / total);
  const found = exact.map((share) => Math.floor(share + 1e-9));
  const order = [0, 1, 2].sort((a, b) => exact[b] - found[b] - (exact[a] - found[a]));
  for (let rest = 100 - found.reduce((a, b) => a + b), i = 0; rest > 0; rest--, i++) found[order[i % 3]]++;
  return found;
}
async function triangle({ config, value, change, label }) {
  const corners = config.corners.map((corner) => say(corner));
  let shares = value?.shares ?? null;
  const words = ([a, b, c]) => w("place.shares", { first: corners[0], a, second: corners[1], b, third: corners[2], c });
  const read = () => shares && { shares: whole(shares) };
  const describe = (past) => words(past.shares);
  const node = make("div");
  const shown = make("output", { class: "said" }, shares ? words(whole(shares)) : "");
  const moved = (to) => ((shares = to), put(shown, words(whole(to))), change());
  const draw = await board("plane");
  if (draw) {
    draw(node, { corners, value: shares, label, keys: "place-keys", words: (found) => words(whole(found)), onmove: moved });
    node.append(keys());
  } else {
    const sides = corners.map((corner, i) => slide(corner, 0, 100, 1, shares?.[i] ?? 33, () => {
      const found = sides.map((side) => side.read());
      if (found.some(Boolean)) moved(whole(found));
    }));
    node.append(...sides.map((side) => side.node));
  }
  node.append(shown);
  return { node, read, describe };
}

function points({ config, value, change }) {
  const total = config.total ?? 100;
  const given = Object.fromEntries(config.options.map(({ id }) => [id, value?.points?.[id] ?? 0]));
  const left = () => total - Object.values(given).reduce((a, b) => a + b);
  const state = make("p", { class: "left", role: "status" });
  const show = () => {
    const rest = left();
    put(state, rest > 0 ? w("points.left", { n: rest }) : rest ? w("points.over", { n: -rest }) : w("points.done"));
    state.classList.toggle("wrong", rest < 0);
    for (const { id, input, bar } of rows) {
      if (document.activeElement !== input) input.value = given[id];
      bar.style.setProperty("width", `${Math.min(100, (100 * given[id]) / total)}%`);
    }
  };
  const give = (id, amount) => ((given[id] = Math.max(0, Math.min(total, Math.round(amount) || 0))), show(), change());
  const rows = config.options.map(({ id, label }) => {
    const text = say(label);
    const { node, input } = field(text, { type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: 3, value: given[id], input: () => give(id, Number(input.value)), blur: () => show() });
    const step = (word, sign, by) => make("button", { type: "button", "aria-label": w(`points.${word}`, { label: text }), "data-k": `${word}.${id}`,
      click: () => give(id, by > 0 ? given[id] + Math.min(by, Math.max(0, left())) : given[id] + by) }, sign);
    const bar = make("span");
    node.className = "field give";
    input.before(step("less", "−", -5));
    input.after(step("more", "+", 5));
    node.append(make("div", { class: "bar", "aria-hidden": "true" }, bar));
    return { id, node, input, bar };
  });
  show();
  const draft = () => ({ points: { ...given } });
  return { node: make("div", { class: "points" }, ...rows.map(({ node }) => node), state), read: () => (left() ? null : draft()), draft };
}

function ranking({ config, value, change }) {
  const labels = Object.fromEntries(config.options.map(({ id, label }) => [id, say(label)]));
  let order = value?.order?.length === config.options.length ? [...value.order] : config.options.map(({ id }) => id);
  const list = make("ol", { class: "ranking" });
  const said = make("p", { class: "unseen", role: "status" });
  const move = (id, by) => {
    const from = order.indexOf(id), to = from + by;
    if (to < 0 || to >= order.length) return;
    order = order.filter((other) => other !== id);
    order.splice(to, 0, id);
    show();
    put(said, w("ranking.now", { label: labels[id], n: to + 1 }));
    change();
  };
  const show = () => fill(list, order, () => order.map((id, place) => make("li", {}, make("span", {}, labels[id]),
    ...[["up", "▲", -1, place === 0], ["down", "▼", 1, place === order.length - 1]].map(([word, sign, by, end]) => make("button", {
      type: "button", "aria-label": w(`ranking.${word}`, { label: labels[id] }), "aria-disabled": end && "true", "data-k": `${word}.${id}`, click: () => move(id, by),
    }, sign)))));
  show();
  return { node: make("div", {}, make("p", { class: "help" }, w("ranking.help")), list, said), read: () => ({ order }) };
}

function ratings({ value, change }) {
  const rows = ["public", "civic", "business"].map((sector) => [sector, options(w(`ratings.${sector}`),
    [1, 2, 3, 4, 5].map((id) => ({ id, label: String(id) })), { row: true, value: value?.ratings?.[sector], change })]);
  const draft = () => ({ ratings: Object.fromEntries(rows.map(([sector, { read }]) => [sector, read()]).filter(([, rating]) => rating !== null)) });
  return { node: make("div", {}, make("p", { class: "help" }, w("ratings.help")), ...rows.map(([, { node }]) => node)), draft,
    read: () => (Object.keys(draft().ratings).length === 3 ? draft() : null) };
}

function commitments({ value, change }) {
  const what = field(w("commitments.what"), { area: true, rows: 3, maxlength: 160, required: true, value: value?.what ?? "", input: change });
  const whom = field(w("commitments.with_whom"), { type: "text", maxlength: 80, required: true, value: value?.with_whom ?? "", input: change });
  const by = field(w("commitments.by"), { type: "date", required: true, value: value?.by ?? "", input: change });
  const share = make("input", { type: "checkbox", checked: Boolean(value?.share), "data-k": "share", change });
  const draft = () => ({ what: what.input.value.trim(), with_whom: whom.input.value.trim(), by: by.input.value, share: share.checked });
  const read = () => { const { what: a, with_whom: b, by: c } = draft(); return a && b && c ? draft() : null; };
  return { node: make("div", {}, what.node, whom.node, by.node, make("label", { class: "option" }, share, make("span", {}, w("commitments.share")))), read, draft };
}

export const kinds = { ratings, commitments, ladder, matrix, triangle, points, ranking };
