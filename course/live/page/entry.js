// The page on which the trainer enters what people wrote on paper: person, Enter, answer, Enter, the next person.
import { fill, field, make, put, say, tongue, uid, w } from "./dom.js";
import { Link } from "./link.js";
import { approvals, marks, read } from "./codes.js";

const address = new URLSearchParams(location.search);
const key = new URLSearchParams(location.hash.slice(1)).get("key");
const SECTORS = ["none", "public", "civic", "business"]; // by their digits: letters would look like answers
const LOGGED = 60;
const log = [];
const made = new Set(); // seats asked for here, which the room may not have shown yet
// Only names the drawer in which this page keeps what is not sent yet; the key cannot be read from it.
const drawer = `entry-${[...(key || "")].reduce((n, letter) => (n * 31 + letter.charCodeAt(0)) >>> 0, 7)}`;
let link, page, gone = null;

async function speak(language) {
  const answer = await fetch(new URL(`words-entry-${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(answer.status);
  const { entry, lean, sector: sectors } = await answer.json();
  Object.assign(tongue, { table: { ...entry, lean, sectors }, language });
  document.documentElement.lang = language;
  document.title = w("title");
  put(document.getElementById("title"), w("title"));
  const tongues = document.getElementById("tongues");
  tongues.setAttribute("aria-label", w("language"));
  if (link?.state) badge(link.state);
  tongues.replaceChildren(...["pl", "en"].map((code) => make("button", {
    type: "button", lang: code, "aria-pressed": String(code === language), click: () => speak(code),
  }, code.toUpperCase())));
  build();
}

const room = () => link?.parts.trainer;
const called = (seat) => seat.name || seat.seat.replace(/^k(\d+)$/, "$1");

// A number is that of a card on paper; anything else must be somebody's seat or nickname.
function find(text) {
  const wanted = text.trim().toLowerCase();
  const seats = room()?.seats_list || [];
  const number = /^\d{1,4}$/.test(wanted) ? `k${Number(wanted)}` : null;
  const found = seats.find((one) => one.seat === (number || wanted)) || seats.find((one) => one.name && one.name.toLowerCase() === wanted);
  return found || (number ? { seat: number, fresh: true } : null);
}

// The cards that may be approved of: of the person's group, or of the wall.
function hung(seat) {
  const { activity, cards_list: cards } = room();
  return cards.filter((card) => card.state === "shown" && (activity.kind === "wall" ? card.wall : !card.wall && card.group === seat?.group));
}

// ---- the page ----
function build() {
  const main = document.getElementById("main");
  if (!key || gone) return main.replaceChildren(make("p", { class: "error", role: "alert" }, key ? w("gone", { say: say(gone) }) : w("no_key")));
  const choices = [1, 2, 3, 0].map((digit) => `${digit} ${w(`sectors.${SECTORS[digit]}`)}`).join(", ");
  const person = field(w("person"), { inputmode: "numeric", help: w("person_help"), maxlength: 40 });
  const sector = field(w("sector", { choices }), { inputmode: "numeric", help: w("sector_help"), maxlength: 1 });
  const answer = field(w("answer"), { help: " ", maxlength: 600 });
  const list = uid();
  person.input.setAttribute("list", list);
  page = {
    person: person.input, sector: sector.input, answer: answer.input, sectorNode: sector.node,
    how: answer.node.querySelector(".help"), error: make("p", { class: "error", role: "alert" }), ask: make("div"), codes: make("div"),
    people: make("datalist", { id: list }), log: make("ol", { class: "log", "aria-live": "polite", reversed: true }),
  };
  sector.node.hidden = true;
  main.replaceChildren(page.ask, make("form", { autocomplete: "off", submit: (event) => (event.preventDefault(), next()) },
    make("div", { class: "fields" }, person.node, sector.node, answer.node), page.people,
    make("button", { class: "unseen", tabindex: "-1" }, w("answer"))), page.error, make("p", { class: "help" }, w("keys")), page.codes,
  make("h2", {}, w("log")), page.log);
  main.onkeydown = (event) => void (event.key === "Escape" && back()); // false would stop every key
  page.person.oninput = () => ((page.sectorNode.hidden = true), draw());
  draw();
  page.person.focus();
}

function draw() {
  const part = room();
  if (!page || !part) return;
  const { activity } = part;
  fill(page.ask, [activity?.id, activity?.round, activity?.open], () => (activity ? [
    make("h1", {}, say(activity.ask)),
    make("p", { class: "where" }, [say(part.block.title), activity.rounds > 1 && w("round", { n: activity.round }), !activity.open && w("closed")].filter(Boolean).join(" · ")),
  ] : [make("h1", {}, w("nothing"))]));
  const kind = activity?.kind;
  put(page.how, activity ? how(activity) : "");
  const seat = find(page.person.value);
  fill(page.codes, [activity?.id, seat?.group, ["cards", "wall"].includes(kind) && hung(seat)], () => (activity ? choices(activity, seat) : []));
  fill(page.people, part.seats_list, () => part.seats_list.map((one) => make("option", { value: /^k\d+$/.test(one.seat) ? one.seat.slice(1) : one.seat }, called(one))));
  fill(page.log, log, () => log.map(logged));
}

// A new seat is marked until its first answer is in: a seat alone counts for nothing.
function logged({ seat, who, text, state, say: why }) {
  const bare = text === null && !log.some((one) => one.seat === seat && one.text !== null && one.state === "done");
  const end = why ? say(why) : bare && state === "done" ? "" : w(state);
  return make("li", { class: bare ? `${state} bare` : state }, `${who}: ${[text ?? w(bare ? "made_bare" : "made"), end].filter(Boolean).join(" · ")}`);
}

const how = ({ kind, config }) => w(`how.${kind === "choice" && config.many ? "many" : kind}`, { total: config.total ?? 100 });

function choices({ kind, config }, seat) {
  const labels = () => config.options.map(({ label }) => say(label));
  const cards = () => hung(seat).map((card) => `${card.text} (${card.approvals})`);
  const texts = {
    choice: labels, ranking: labels, points: labels, cards, wall: cards,
    agree: () => [1, 0, -1].map((lean) => w(`lean.${lean}`)),
    ladder: () => config.levels.map(({ level, label }) => (say(label).startsWith(`${level}.`) ? say(label) : `${level}. ${say(label)}`)),
    matrix: () => ["x", "y"].map((axis) => `${axis === "x" ? "→" : "↑"} −10 ${say(config[axis].low)} … 10 ${say(config[axis].high)}`),
    triangle: () => config.corners.map((corner) => say(corner)),
  }[kind]?.() || [];
  return [make(marks(kind) === "none" ? "ul" : "ol", { class: `codes ${marks(kind)}` }, ...texts.map((text) => make("li", {}, text)))];
}

// ---- the keys ----
const fail = (input, text) => (put(page.error, text), input.setAttribute("aria-invalid", "true"), input.focus(), input.select());
function clear() {
  put(page.error, "");
  for (const input of [page.person, page.sector, page.answer]) input.removeAttribute("aria-invalid");
}
function back() {
  clear();
  page.sectorNode.hidden = true;
  page.person.focus();
  page.person.select();
}

function next() {
  clear();
  if (!room()) return;
  const seat = find(page.person.value);
  if (!seat) return fail(page.person, w("unknown"));
  const at = document.activeElement;
  if (at === page.person) {
    draw();
    return asks(seat) ? undefined : page.answer.focus();
  }
  if (at === page.sector) {
    const sector = SECTORS[page.sector.value.trim() || "?"];
    if (!sector) return fail(page.sector, w("wrong", { how: w("sector_help") }));
    made.add(seat.seat);
    send("paper", { seat: seat.seat, nickname: "", sector }, seat, null);
    page.sector.value = "";
    page.sectorNode.hidden = true;
    return page.answer.focus();
  }
  enter(seat);
}

// A new person's sector comes first.
function asks(seat) {
  const wanted = Boolean(seat.fresh && !made.has(seat.seat));
  page.sectorNode.hidden = !wanted;
  if (wanted) page.sector.focus();
  return wanted;
}

function enter(seat) {
  const { activity } = room();
  if (asks(seat)) return;
  const text = page.answer.value.trim();
  if (!activity) return fail(page.answer, w("nothing"));
  const walls = ["cards", "wall"].includes(activity.kind);
  if (!text) return walls ? onward() : page.answer.focus();
  if (walls) return putUp(seat, activity, text);
  const value = read(activity.kind, activity.config, text);
  if (!value) return fail(page.answer, w("wrong", { how: how(activity) }));
  send("answer_for", { seat: seat.seat, activity: activity.id, round: activity.round, value }, seat, text);
  onward();
}

function putUp(seat, activity, text) {
  const group = seat.group ?? room().seats_list.find((one) => one.seat === seat.seat)?.group ?? null;
  const votes = approvals(text), cards = hung({ ...seat, group });
  if (votes) {
    if (votes.some(([place]) => !cards[place])) return fail(page.answer, w("wrong", { how: how(activity) }));
    votes.forEach(([place, on]) => send("approve_for", { seat: seat.seat, card: cards[place].id, on }, seat, `${on ? "+" : "−"} ${cards[place].text}`));
    return onward();
  }
  if (activity.kind === "wall") return fail(page.answer, w("wrong", { how: how(activity) }));
  if (group === null) return fail(page.answer, w("wait_group"));
  send("card_for", { group, text }, seat, text);
  page.answer.value = "";
  page.answer.focus();
}

// The next number stands there already: Enter takes it, a digit writes over it.
function onward() {
  const typed = page.person.value.trim();
  if (/^\d+$/.test(typed)) page.person.value = String(Number(typed) + 1);
  page.answer.value = "";
  back();
  draw();
}

// The text of a line is what was typed, or null for a new seat, which the page says in the language of the moment.
function send(kind, body, seat, text) {
  const id = link.act(kind, body);
  log.unshift({ id, seat: seat.seat, who: called(seat), text, state: "waiting" });
  log.length = Math.min(log.length, LOGGED);
  draw();
}

function settled(act, state, why = null) {
  const row = log.find((one) => one.id === act.id);
  if (row) Object.assign(row, { state, say: why });
  draw();
}

function badge(state) {
  const place = document.getElementById("badge");
  place.className = state;
  put(place, w(state));
}

async function start() {
  if (key) {
    link = new Link({
      token: key, code: drawer, onparts: draw, onstate: badge, ondone: (act) => settled(act, "done"),
      onrefused: (act, { say: why }) => settled(act, "refused", why), onbye: ({ say: why }) => ((gone = why), build()),
    });
  }
  await speak(address.get("lang") === "pl" || (!address.get("lang") && navigator.language.startsWith("pl")) ? "pl" : "en");
  link?.start();
}

start();
