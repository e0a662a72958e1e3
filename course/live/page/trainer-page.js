// The trainer's page: takes the key from its address, keeps a line to the room, and gives the screen a model as an
// anywidget has it. The key stays in this tab: in its storage, and no longer in its address.
import { HERE, Link, keep } from "./link.js";
import { make } from "./dom.js";
import { render } from "./trainer.js";

const KEY = "wp-live-key", TONGUES = { pl: "polski", en: "English" };
const OLD = 600000; // ms after which an act that was never sent is no longer meant
const STATES = { off: "lost" };

class Model {
  values = { part: {}, state: "wait", told: {}, asked: {} };
  heard = {};
  get(name) { return this.values[name]; }
  set(name, value) {
    this.values[name] = value;
    this.heard[`change:${name}`]?.forEach((then) => then());
  }
  save_changes() { this.asked?.(this.values.asked); }
  on(change, then) { (this.heard[change] ||= new Set()).add(then); }
  off(change, then) { this.heard[change]?.delete(then); }
}

const store = { // storage may be off: then the key lives as long as the page
  read: () => { try { return sessionStorage.getItem(KEY) || ""; } catch { return ""; } },
  write: (key) => { try { sessionStorage.setItem(KEY, key); } catch { /* off */ } },
};
function found() {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!given) return store.read();
  store.write(given);
  history.replaceState(null, "", location.pathname + location.search);
  return given;
}

// The outbox of one room must not be sent to the next; its name says nothing of the key.
const drawer = (key) => `trainer${[...key].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0, 2166136261)}`;

const model = new Model();
let paper = null; // the page for answers on paper, in the language of this one
const lead = (language) => paper && model.set("entry", paper(language));
function connect(key) {
  const ids = new Map();
  const told = (act, ok, say = null) => ids.has(act.id) && model.set("told", { id: ids.get(act.id), ok, say });
  const link = new Link({
    token: key, code: drawer(key), poll: new URLSearchParams(location.search).has("poll"),
    onparts: (parts) => model.set("part", parts.trainer || {}),
    onstate: (state) => model.set("state", STATES[state] || state),
    ondone: (act) => told(act, true),
    onrefused: (act, { say }) => told(act, false, say),
    onbye: () => model.set("state", "out"),
  });
  link.pending.filter(({ at }) => Date.now() - at > OLD).forEach((act) => link.drop(act));
  model.asked = ({ id, kind, body }) => ids.set(link.act(kind, body), id);
  paper = (language) => `${HERE}/page/entry.html?lang=${language}#key=${encodeURIComponent(key)}`;
  lead(model.get("language"));
  model.set("give", (path, name) => fetched(key, path, name));
  link.start();
}

// A file comes with the key in a header, not in an address. Null once it is saved, else why not.
async function fetched(key, path, name) {
  try {
    const answer = await fetch(`${HERE}/api/${path}`, { headers: { Authorization: `Bearer ${key}` }, cache: "no-store" });
    if (!answer.ok) return (await answer.json()).say || {};
    const address = URL.createObjectURL(await answer.blob());
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    return null;
  } catch {
    return {};
  }
}

async function speak(language) {
  const answer = await fetch(new URL(`words-screens-${language}.json`, import.meta.url));
  if (!answer.ok) throw new Error(answer.status);
  const words = await answer.json();
  keep.set("language", language);
  document.documentElement.lang = language;
  document.title = words.title;
  document.getElementById("tongues").replaceChildren(...Object.entries(TONGUES).map(([code, name]) =>
    make("button", { type: "button", lang: code, "aria-label": name, "aria-pressed": String(code === language), click: () => speak(code).catch(() => {}) }, code.toUpperCase())));
  lead(language);
  model.set("language", language);
  model.set("words", words);
}

async function begin() {
  const wanted = new URLSearchParams(location.search).get("lang") || keep.get("language") || navigator.language || "";
  try {
    await speak(wanted.startsWith("pl") ? "pl" : "en");
  } catch {
    return setTimeout(begin, 2000);
  }
  const key = found();
  if (key) connect(key);
  else model.set("state", "no_key");
  render({ model, el: document.getElementById("main") });
}
begin();
addEventListener("hashchange", () => location.hash.includes("key=") && location.reload());
