// The projector: the part `projector`, for a room to see from ten metres. It sends nothing.
// What people have written is shown once the trainer reveals it, and not before.
import { day, fill, make, put, say, tongue, w } from "./dom.js";
import { drawResults } from "./draw.js";
import { answersWords, clockWords, fives, qr, screen, sectorWords, stateNote } from "./screens.js";

const MOST_TEXTS = 8; // more would be too small to read; the rest is on the trainer's screen and in the report

export const render = ({ model, el }) => screen({ model, el }, "wp-show", (root) => {
  const part = (tag, name, more = {}) => make(tag, { class: `wp-show-${name}`, ...more });
  const note = part("p", "note", { role: "status" });
  const head = part("div", "head"), clock = part("p", "clock"), corner = part("div", "corner"), message = part("div", "message", { role: "status" });
  const main = part("div", "main", { "aria-live": "polite" }), foot = part("p", "foot"), count = part("p", "count");
  root.append(note, make("header", {}, head, clock, corner), message, main, foot);
  const gallery = model.get("gallery") || "";
  const again = () => requestAnimationFrame(() => fit(root, main));
  new ResizeObserver(again).observe(root);
  let stood = "";
  return () => {
    const room = model.get("part"), there = Boolean(room?.stage);
    stateNote(note, there || model.get("state") !== "wait" ? model.get("state") : "");
    if (!there) return put(main, model.get("state") === "wait" ? w("state.wait") : "");
    const { stage, block, activity } = room;
    root.dataset.stage = stage;
    const { text, over, until } = clockWords(stage === "running" && room.clock);
    put(clock, [over ? "⚠ " : "", text, text && !over ? ` (${until})` : ""].join(""));
    clock.classList.toggle("wp-over", over);
    fill(head, [stage, block, room.title], () => heading(room));
    fill(corner, [stage === "running", room.join], () => (stage === "running" ? small(room.join) : []));
    fill(message, room.message, () => (room.message?.text ? [make("p", {}, say(room.message.text))] : []));
    put(foot, [w("join.count", { n: room.seats }), sectorWords(room.sectors)].filter(Boolean).join(" · "));
    put(count, activity && (activity.open || room.answers) ? answersWords(room) : "");
    const drawn = fill(main, shown(room), () => (stage === "lobby" ? lobby(room) : stage === "finished" ? finished(room, gallery) : running(room, gallery, count)));
    const above = [note.textContent, message.textContent].join();
    if (drawn || above !== stood) again();
    stood = above;
  };
});

// What would not fit on the screen is written smaller, but never so small that the last row could not read it.
const SIZES = [1, 0.95, 0.9, 0.85, 0.8, 0.76, 0.72, 0.68, 0.64, 0.6];
function fit(root, main) {
  const high = parseFloat(getComputedStyle(root).minHeight) + 1;
  SIZES.some((size) => (main.style.setProperty("font-size", `${size}em`), root.scrollHeight <= high));
}

// Everything that the middle of the screen is drawn from, and nothing else: it is not drawn anew for each vote.
function shown({ stage, activity, answers, groups, wall, wall_five, commitments, model, join, block }) {
  if (stage === "lobby") return [stage, join];
  if (stage === "finished") return [stage, commitments, model, wall_five];
  const teams = activity && activity.kind !== "cards" ? [] : groups.map((group) => (activity?.results ? group : { ...group, five: null }));
  return [stage, block.index, activity, answers > 0, teams, activity?.kind === "wall" && [wall, activity.results && wall_five], activity?.results && [commitments, model]];
}

function heading({ stage, title, block }) {
  if (stage !== "running") return [make("h1", {}, stage === "finished" ? w("show.finished") : say(title))];
  return [make("p", { class: "wp-show-where" }, w("part", { index: block.index + 1, of: block.of })), make("h1", {}, say(block.title))];
}

const address = (join) => (join?.address || "").replace(/^https?:\/\//, "");
const code = (join) => make("p", { class: "wp-show-code" }, `${w("join.code")} `, make("b", {}, join.code));
function small(join) {
  const drawn = qr(join.qr, w("join.qr", { address: join.address }));
  return [...(drawn ? [drawn] : []), make("div", {}, make("p", {}, address(join)), code(join))];
}

function lobby({ join, block }) {
  const open = qr(join.qr, w("join.qr", { address: join.address })), wifi = qr(join.wifi, w("join.qr_wifi"));
  return [make("div", { class: "wp-show-lobby" },
    ...(wifi ? [make("figure", {}, make("figcaption", {}, w("join.wifi")), wifi)] : []),
    ...(open ? [make("figure", {}, make("figcaption", {}, w(wifi ? "join.open" : "join.title")), open)] : []),
    make("div", { class: "wp-show-how" }, make("p", {}, w("join.only")), make("p", { class: "wp-show-address" }, address(join)), code(join),
      make("p", { class: "wp-show-text" }, say(block?.text))))];
}

function running(room, gallery, count) {
  const { activity, block } = room;
  if (!activity) return [make("p", { class: "wp-show-text" }, say(block.text)), ...(room.groups.length ? [teams(room, false)] : [])];
  const { results, open, rounds, round, config, kind } = activity;
  const state = open ? w("show.open") : room.answers || results ? w("show.closed") : w("show.before");
  const asked = make("section", { class: "wp-show-ask" },
    make("h2", {}, say(activity.ask)),
    ...(results ? [] : [...(activity.help ? [make("p", {}, say(activity.help))] : []), ...choices(config)]),
    make("p", { class: "wp-show-state" }, [rounds > 1 && w("show.round", { n: round }), state].filter(Boolean).join(" · ")), count);
  const found = results ? [revealed(results, kind)] : [];
  if (results && kind !== "commitments") asked.append(...inWords(results.texts || []));
  if (kind === "cards") found.push(teams(room, Boolean(results)));
  if (kind === "wall") found.push(wall(room, Boolean(results)));
  if (kind === "commitments" && results) found.push(promises(room.commitments));
  if (results && ["ladder", "choice"].includes(kind)) asked.append(...ofRoom(room.model, gallery));
  const wide = ["cards", "wall", "commitments"].includes(kind);
  return [make("div", { class: `wp-show-play${wide ? " wp-show-wide" : results ? " wp-show-two" : ""}` }, asked, make("div", { class: "wp-show-found" }, ...found))];
}

const choices = ({ options, levels } = {}) => {
  const list = (options || [...(levels || [])].reverse()).map(({ label }) => make("li", {}, say(label)));
  return list.length ? [make("ul", { class: levels ? "wp-show-options wp-show-levels" : "wp-show-options" }, ...list)] : [];
};

function revealed(results, kind) {
  const drawn = kind === "wall" ? make("p", { class: "wp-sentence" }, say(results.sentence)) : drawResults(results, tongue.language, document);
  return make("div", { class: "wp-show-results" }, drawn);
}

// The newest last; of many those that came last are shown.
function inWords(texts) {
  const left = texts.length - MOST_TEXTS;
  return texts.length ? [make("h3", {}, w("show.texts")), make("ul", { class: "wp-show-texts" },
    ...texts.slice(-MOST_TEXTS).map((text) => make("li", {}, text)), ...(left > 0 ? [make("li", {}, w("show.more", { n: left }))] : []))] : [];
}

const teams = ({ groups }, withFives) => make("div", { class: `wp-show-groups${withFives ? " wp-show-open" : ""}` }, ...groups.map((group) =>
  make("section", {}, make("h3", {}, say(group.name)),
    withFives ? "" : make("p", {}, `${w("n.people", { n: group.size })} · ${sectorWords(group.sectors)}`),
    ...(withFives && group.five ? fives(group.five, false) : group.cards ? [make("p", {}, w("n.cards", { n: group.cards }))] : []))));

// A column a group; a card that came from several hangs in the first of them and says so. Once counted, most votes first.
function wall({ groups, wall: cards, wall_five: five }, counted) {
  const ordered = counted ? [...cards].sort((a, b) => b.approvals - a.approvals) : cards;
  const column = ({ number, name }) => make("section", {}, make("h3", {}, say(name)), ...ordered.filter((card) => (card.groups[0] ?? 0) === number).map((card) => {
    const chosen = counted && five?.cards.includes(card.id);
    const notes = [card.groups.length > 1 && w("show.from", { list: card.groups.map((n) => n + 1).join(", ") }), counted && w("n.approvals", { n: card.approvals }), chosen && `★ ${w("show.fair")}`].filter(Boolean);
    return make("p", { class: chosen ? "wp-show-card wp-chosen" : "wp-show-card" }, card.text, ...(notes.length ? [make("small", {}, notes.join(" · "))] : []));
  }));
  return make("div", {}, make("div", { class: "wp-show-wall" }, ...groups.map(column)), ...(counted && five ? fives({ ...five, texts: null, top_texts: null }, false) : []));
}

const promises = (list) => make("ul", { class: "wp-show-promises" }, ...list.map(({ what, with_whom: whom, by, name }) =>
  make("li", {}, make("b", {}, name ? `${name}: ${what}` : what), make("span", {}, w("show.promise", { whom, day: day(by) })))));

function ofRoom(model, gallery) {
  const found = [model?.trust, model?.strategies].filter(Boolean);
  if (!found.length) return [];
  const link = ({ dashboard, query }) => (gallery && dashboard ? [make("a", { href: `${gallery}${dashboard}?lang=${tongue.language}&${query}`, target: "_blank", rel: "noopener" }, w("show.dashboard"))] : []);
  return [make("section", { class: "wp-show-model" }, make("h3", {}, w("show.model")),
    ...found.map((one) => make("p", {}, say(one.sentence), " ", ...link(one))), make("p", { class: "wp-show-small" }, say(model.note)))];
}

const finished = ({ commitments, model, wall_five: five }, gallery) => [make("div", { class: "wp-show-end" },
  ...(five?.cards?.length ? [make("section", {}, make("h2", {}, w("show.whole")), ...fives(five, false))] : []),
  ...(commitments.length ? [make("section", {}, make("h2", {}, w("show.commitments")), promises(commitments))] : []), ...ofRoom(model, gallery))];
