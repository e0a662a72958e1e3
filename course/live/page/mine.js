// My group and myself: fetched when somebody looks there.
import { day, fill, make, w, say } from "./dom.js";
import { keep } from "./link.js";
import { five, list } from "./cards.js";

export function show(app) {
  const { parts } = app.link;
  const { public: room, me } = parts;
  if (!me) return;
  const group = parts[`group:${me.group}`];
  const promise = room.activity?.kind === "commitments" && me.answer ? me.answer : keep.get(`${app.code}:promise`);
  if (promise) keep.set(`${app.code}:promise`, promise);
  if (room.stage === "finished") {
    fill(app.slot("now", "promise"), promise, () => (promise ? [promised(promise)] : []));
    five(app.slot("now", "five"), group?.five, group?.cards);
  }
  if (app.tab === "group") showGroup(app, group);
  if (app.tab === "me") showMe(app, room, me, promise);
}

function showGroup(app, group) {
  fill(app.slot("group", "head"), [group?.name, group?.people], () => [
    make("h1", { tabindex: -1 }, group ? say(group.name) : w("tab.group")),
    ...(!group ? [make("p", {}, w("group.none"))] : [make("h2", {}, w("group.people")), make("ul", { class: "people" },
      ...group.people.map(({ name, sector }) => make("li", {}, name || w("group.someone"), " ", make("small", {}, w(`short.${sector || "none"}`)))))]),
  ]);
  five(app.slot("group", "five"), group?.five, group?.cards);
  if (group) list({ app, place: app.slot("group", "cards"), kind: "cards" });
  else app.slot("group", "cards").replaceChildren();
}

function showMe(app, room, me, promise) {
  const removed = me.removed || [];
  fill(app.slot("me", "head"), [me.nickname, me.sector, room.names, promise, removed], () => [
    make("h1", { tabindex: -1 }, me.nickname || w("tab.me")),
    ...(promise ? [promised(promise)] : []),
    ...(removed.length ? [make("h2", {}, w("cards.removed")), make("ul", {}, ...removed.map((text) => make("li", {}, say(text))))] : []),
    ...(room.names?.ask ? [app.naming(me.nickname)] : []),
    sectorForm(app, me.sector || "none"), leaving(app),
  ]);
}

const promised = ({ what, with_whom: whom, by }) => make("div", { class: "card" }, make("h2", {}, w("commitments.title")), make("dl", {},
  ...[["what", what], ["with_whom", whom], ["by", make("time", { datetime: by }, day(by))]].flatMap(([name, text]) => [make("dt", {}, w(`commitments.${name}`)), make("dd", {}, text)])));

function sectorForm(app, sector) {
  const chosen = app.sectorOptions(sector);
  return make("form", { submit: (event) => {
    event.preventDefault();
    app.link.act("sector", { sector: chosen.read() }, "sector");
    app.tell(w("me.saved"));
  } }, chosen.node, make("button", { "data-k": "sector" }, w("me.save")));
}

function leaving(app) {
  const place = make("div", { class: "leave" });
  const closed = () => place.replaceChildren(app.button(w("me.leave"), () => {
    const no = app.button(w("me.no"), closed);
    place.replaceChildren(make("p", { role: "alert" }, w("me.sure")), app.button(w("me.yes"), () => app.link.act("leave", {}, "leave")), no);
    no.focus();
  }, { class: "quiet" }));
  closed();
  return place;
}
