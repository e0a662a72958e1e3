// The phone page: joining, what is going on now, my group, myself. The room decides; this page shows and sends.
import { field, fill, make, options, put, say, speak, tongue, typing, w } from "./dom.js";
import { Link, Refusal, forget, join, keep, known } from "./link.js";

const SECTORS = ["public", "civic", "business", "none"];
const TONGUES = { pl: "polski", en: "English" };
const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const app = { code: "", link: null, tab: "now", shown: null, panels: {}, accepted: {} }; // shared with the other modules

const tell = (text) => {
  $("voice").textContent = "";
  setTimeout(() => ($("voice").textContent = text), 60); // the same words twice are said twice
};
const sectorOptions = (value) => options(w("join.sector"), SECTORS.map((id) => ({ id, label: w(`sector.${id}`) })), { value });
const button = (text, click, more = {}) => make("button", { type: "button", "data-k": text, click, ...more }, text);

// ---- languages ----
async function choose(language) {
  if (app.started && language === app.wanted) return; // drawing anew would take a button from under a finger
  app.wanted = language;
  try {
    await speak(language);
  } catch {
    app.wanted = tongue.language;
    if (!app.started) setTimeout(() => choose(language), 2000);
    return; // without a connection the old language stays
  }
  keep.set("language", language);
  document.title = w("title");
  $("tongues").setAttribute("aria-label", w("language"));
  fill($("tongues"), 0, () => Object.entries(TONGUES).map(([code, name]) =>
    make("button", { type: "button", lang: code, "data-k": code, "aria-label": name, "aria-pressed": String(code === language), click: () => choose(code) }, code.toUpperCase())));
  if (!app.started) begin();
  else if (app.link) badge(app.link.state), render();
  else app.view();
}

function begin() {
  app.started = true;
  const code = (address.get("code") || keep.get("last") || "").trim().toUpperCase();
  if (code && known(code)?.token) enter(code);
  else joining(code);
}

// ---- joining ----
function joining(code, error = "") {
  app.link = null;
  $("tabs").hidden = true;
  put($("title"), w("title"));
  const typed = field(w("join.code"), {
    type: "text", value: code, required: true, autocapitalize: "characters", spellcheck: "false", maxlength: 20, input: () => (code = typed.input.value),
  });
  const sector = sectorOptions("none");
  const fault = make("p", { class: "error", role: "alert" }, error);
  const go = make("button", { class: "main", "data-k": "go" }, w("join.go"));
  const form = make("form", {
    novalidate: true,
    submit: async (event) => {
      event.preventDefault();
      const wanted = typed.input.value.trim().toUpperCase();
      put(fault, wanted ? "" : w("required"));
      if (!wanted) return typed.input.focus();
      go.disabled = true;
      try {
        await join({ code: wanted, sector: sector.read(), language: tongue.language });
        enter(wanted);
      } catch (problem) {
        go.disabled = false;
        put(fault, problem instanceof Refusal && problem.say ? say(problem.say) : w("join.unreachable"));
      }
    },
  }, typed.node, sector.node, make("p", { class: "help" }, w("join.sector_help")), fault, go);
  $("main").replaceChildren(make("h1", { tabindex: -1 }, w("join.title")), form);
  app.view = () => joining(typed.input.value, "");
}

// ---- in the room ----
function enter(code) {
  app.code = code;
  app.shown = null;
  app.panels = Object.fromEntries(["now", "group", "me"].map((name) => [name, make("section", { hidden: name !== "now" })]));
  for (const panel of Object.values(app.panels)) panel.slots = {};
  $("main").replaceChildren(...Object.values(app.panels));
  app.tab = "now";
  app.link = new Link({
    token: known(code).token, code, poll: address.has("poll"),
    onparts: render,
    onstate: (state) => (badge(state), app.shown?.update()),
    ondone: (act) => {
      if (act.kind === "answer") app.accepted[act.key] = act.body.value;
      if (act.kind === "leave") out({});
      else render();
    },
    onrefused: (act, { say: words }) => {
      const why = say(words) || w("answer.refused");
      if (act.kind === "answer") keep.set(`${code}:draft:${act.key}`, act.body.value);
      const back = act.kind === "card" && app.shown?.back;
      if (back) back(act.body.text);
      if (back || (act.key && act.key === app.shown?.key)) app.shown.fault(why);
      else notice(why);
      render();
    },
    onbye: out,
  });
  badge(null);
  app.link.start();
  render();
}

const GONE = ["no_key", "left", "kicked", "banned", undefined]; // the seat is no more; after anything else it is still there
function out({ reason, say: words }) {
  const code = app.code;
  app.link?.stop();
  app.link = null;
  if (GONE.includes(reason)) forget(code);
  $("tabs").hidden = true;
  put($("badge"), "");
  $("badge").className = "";
  fill($("banner"), null, () => []);
  app.view = () => {
    const heading = make("h1", { tabindex: -1 }, w("ended.out"));
    $("main").replaceChildren(heading, make("p", {}, say(words)), button(w("join.again"), () => (known(code)?.token ? enter(code) : joining(code)), { class: "main" }));
    heading.focus();
  };
  app.view();
}

function badge(state) {
  $("badge").className = state || "wait";
  put($("badge"), w(`badge.${state || "wait"}`));
}

let said = ""; // a short word to this phone alone
const notice = (text) => ((said = text), banner());
function banner() {
  const { public: all, me } = app.link.parts;
  const group = app.link.parts[`group:${me?.group}`];
  const lines = [["all", all?.message], ["group", group?.message]].filter(([who, one]) => one?.text && keep.get(`${app.code}:hidden:${who}`) !== one.at);
  fill($("banner"), [lines, said], () => [
    ...lines.map(([who, { text, at }]) => make("div", {}, make("p", {}, ...(who === "group" ? [make("b", {}, w("group.message")), " "] : []), say(text)),
      button(w("hide"), () => (keep.set(`${app.code}:hidden:${who}`, at), banner()), { class: "quiet" }))),
    ...(said ? [make("div", { class: "error" }, make("p", {}, said), button(w("hide"), () => notice(""), { class: "quiet" }))] : []),
  ]);
}

const slot = (panel, name) => {
  const { slots } = app.panels[panel];
  if (!slots[name]) app.panels[panel].append((slots[name] = make("div", { class: `slot-${name}` })));
  return slots[name];
};

function turn(tab) {
  app.tab = tab;
  app.turned = true;
  render();
  scrollTo(0, 0);
}

function render() {
  if (!app.link) return;
  const { parts } = app.link;
  put($("title"), say(parts.public?.title) || w("title"));
  $("tabs").hidden = !parts.me;
  $("tabs").setAttribute("aria-label", w("tab.label"));
  fill($("tabs"), app.tab, () => ["now", "group", "me"].map((name) =>
    button(w(`tab.${name}`), () => turn(name), { "data-k": name, "aria-current": name === app.tab && "page" })));
  for (const [name, panel] of Object.entries(app.panels)) panel.hidden = name !== app.tab;
  if (!parts.public || !parts.me) return fill(slot("now", "head"), 0, () => [make("p", {}, w("badge.wait"))]);
  banner();
  renderNow(parts);
  if (app.tab !== "now" || parts.public.stage === "finished") import("./mine.js").then((mine) => app.link && (mine.show(app), arrive()), () => {});
  else arrive();
}

// After a turn to another tab the focus goes to its heading, as soon as that is there.
function arrive() {
  const heading = app.panels[app.tab].querySelector("h1");
  if (app.turned && heading) (app.turned = false), heading.focus();
}

// ---- now ----
// What is asked only once the workshop has begun is not shown in the lobby.
const current = ({ stage, activity }) => (stage === "finished" || (stage === "lobby" && !activity?.open) ? null : activity);

function renderNow({ public: room, me }) {
  const { stage, block } = room;
  const activity = current(room);
  nameForm(room, me);
  const key = activity ? `${activity.id}.${activity.round}` : `-${stage}${block?.index}`;
  const name = `${key} ${tongue.language}`;
  if (app.shown?.name !== name) {
    const writes = typing() && app.panels.now.contains(document.activeElement);
    // Nobody is torn away from a sentence: what comes next waits until the field is left, or for a tap.
    if (writes && app.shown?.node.contains(document.activeElement)) {
      fill(slot("now", "moved"), 1, () => [make("p", { class: "moved", role: "status" }, w("answer.moved"), " ", button(w("show"), () => (document.activeElement.blur(), render(), focusHeading())))]);
      document.activeElement.addEventListener("blur", () => setTimeout(render, 150), { once: true });
      return;
    }
    fill(slot("now", "moved"), 0, () => []);
    swap(name, key, room, app.shown && app.shown.key !== key);
  }
  app.shown?.update();
  const wanted = activity?.results || null;
  fill(slot("now", "results"), [key, wanted], () => {
    if (!wanted) return [];
    const place = make("div", { class: "results" }, make("h2", {}, w("answer.results")));
    const language = tongue.language;
    import(wanted.picture?.form === "bars" || !wanted.picture ? "./bars.js" : "./draw.js").then(({ drawResults }) => {
      place.append(drawResults(wanted, language, document));
      if (wanted.texts?.length) place.append(make("h3", {}, w("answer.texts")), make("ul", { class: "texts" }, ...wanted.texts.map((text) => make("li", {}, say(text)))));
    }, () => (slot("now", "results").about = null)); // lost on the way: the next state tries again
    tell(`${w("answer.results")}: ${say(wanted.sentence)}`);
    return [place];
  });
}

const focusHeading = () => app.panels.now.querySelector("h1")?.focus();

function swap(name, key, room, isNew) {
  const { stage, block } = room;
  const activity = current(room);
  const title = activity ? say(activity.ask) : stage === "finished" ? w("ended.title") : stage === "lobby" ? w("lobby.title") : say(block?.title);
  const text = activity ? say(activity.help) : stage === "finished" ? "" : stage === "lobby" ? w("lobby.text") : say(block?.text) || w("lobby.between");
  const where = stage === "running" && block ? `${w("lobby.block", { index: block.index + 1, of: block.of })}${activity ? `: ${say(block.title)}` : ""}` : "";
  const round = activity?.rounds > 1 ? w("answer.round", { n: activity.round }) : "";
  slot("now", "head").about = null;
  fill(slot("now", "head"), name, () => [
    make("p", { class: "where" }, [where, round].filter(Boolean).join(" · ")), make("h1", { tabindex: -1 }, title), ...(text ? [make("p", {}, text)] : [])]);
  const node = slot("now", "form");
  node.replaceChildren();
  const shown = { name, key, node, update: () => {}, fault: notice };
  app.shown = shown;
  const load = !activity ? null : ["cards", "wall"].includes(activity.kind) ? import("./cards.js") : import("./answers.js");
  load?.then((module) => module.build({ app, activity, key, node, again: () => ((app.shown = null), render()) })).then((built) => {
    if (app.shown !== shown) return; // meanwhile the room has moved on
    node.replaceChildren(built.node);
    Object.assign(shown, built, { node });
    shown.update();
  }).catch((error) => {
    if (!(error instanceof TypeError)) throw error;
    if (app.shown === shown) setTimeout(() => app.shown === shown && ((app.shown = null), render()), 3000); // a module was lost on the way
  });
  if (!isNew) return;
  tell(title);
  if (typing()) return;
  if (app.tab !== "now") {
    app.tab = "now";
    setTimeout(render);
  }
  setTimeout(focusHeading);
}

// The name is asked for only where the trainer wants names, and after joining: the code decides which room it is.
function nameForm(room, me) {
  const wanted = room.names?.ask && room.stage === "lobby" && !me.nickname;
  fill(slot("now", "name"), Boolean(wanted), () => (wanted ? [naming(me.nickname)] : []));
}
function naming(value) {
  const code = app.code;
  const all = app.link.parts.public.names.all;
  const typed = field(w("name.ask"), {
    type: "text", maxlength: 24, value: keep.get(`${code}:draft:name`) ?? value, help: `${w("name.help")}${all ? ` ${w("name.all")}` : ""}`,
    input: () => keep.set(`${code}:draft:name`, typed.input.value),
  });
  return make("form", { submit: (event) => {
    event.preventDefault();
    keep.drop(`${code}:draft:name`);
    app.link.act("rename", { nickname: typed.input.value.trim() }, "rename");
    tell(w("me.saved"));
  } }, typed.node, make("button", {}, w("name.save")));
}

Object.assign(app, { tell, slot, button, sectorOptions, naming });
choose(keep.get("language") || ((navigator.language || "").startsWith("pl") ? "pl" : "en"));
