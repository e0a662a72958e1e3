// Cards of the group and the wall of all groups: writing, marking, and the five that come out of it.
import { field, fill, make, put, say, w } from "./dom.js";
import { keep } from "./link.js";

const items = (link, kind) => {
  const { public: room, me } = link.parts;
  if (kind === "wall") return room.activity?.config?.items || [];
  return link.parts[`group:${me?.group}`]?.cards || [];
};

const waiting = (link) => (link.parts.me?.waiting || []).map((card) => ({ ...card, waiting: true }));

// What waits to be sent counts already on this phone: it is shown, and named as waiting.
function approved(link) {
  const marks = new Set(link.parts.me?.approvals || []);
  for (const { kind, body } of link.pending) if (kind === "approve") marks[body.on ? "add" : "delete"](body.card);
  return marks;
}

export function list({ app, place, kind, title = w(kind === "wall" ? "cards.wall" : "cards.title") }) {
  const { link } = app;
  const { public: room, me } = link.parts;
  const { activity } = room;
  const open = Boolean(activity && activity.open && activity.kind === kind && activity.config.approve !== false);
  const marks = approved(link);
  const server = new Set(me.approvals || []);
  const own = new Set(me.cards || []);
  const unsent = kind === "wall" ? [] : link.pending.filter((act) => act.kind === "card").map(({ id, body }) => ({ id, text: body.text, unsent: true }));
  const rows = [...items(link, kind), ...(kind === "wall" ? [] : waiting(link)), ...unsent];
  const on = rows.map(({ id }) => marks.has(id));
  fill(place, [rows, on, [...own], open, title], () => [
    make("h2", {}, title), ...(open && rows.length ? [make("p", { class: "help" }, w("cards.help"))] : []), ...(rows.length ? [] : [make("p", {}, w("cards.none"))]),
    make("ul", { class: "cards" }, ...rows.map((card, i) => {
      const text = say(card.text);
      const count = (card.approvals ?? 0) + (on[i] ? 1 : 0) - (server.has(card.id) ? 1 : 0);
      const notes = [(own.has(card.id) || card.waiting || card.unsent) && w("cards.mine"), card.waiting && w("cards.waiting"), card.unsent && w("cards.sending"),
        card.groups?.length && w("cards.groups", { list: card.groups.map((n) => n + 1).join(", ") }),
        "approvals" in card && !card.waiting && (open || count > 0) && w("cards.count", { n: count })].filter(Boolean).join(" · ");
      const box = make("input", { type: "checkbox", checked: on[i], "data-k": `card.${card.id}`,
        change: () => (link.act("approve", { card: card.id, on: box.checked }, `approve.${card.id}`), list({ app, place, kind, title })) });
      const words = make("span", {}, text, make("small", {}, notes));
      return make("li", {}, open && !card.unsent && !card.waiting ? make("label", { class: "option" }, box, words) : make("div", { class: on[i] ? "option on" : "option" }, words));
    })),
  ]);
}

// `five` brings ids; their texts are among the cards.
export function five(place, found, cards = []) {
  fill(place, [found, cards.map(({ id, text }) => [id, text])], () => {
    if (!found?.cards?.length) return [];
    const text = Object.fromEntries(cards.map((card) => [card.id, say(card.text)]));
    return [make("div", { class: "card" }, make("h2", {}, w("cards.five")),
      make("ol", {}, ...found.cards.map((id, i) => make("li", {}, text[id] ?? say(found.texts?.[i])))), make("p", {}, say(found.sentence)))];
  });
}

export async function build({ app, activity, key }) {
  const { link, code } = app;
  const { kind, config } = activity;
  const most = config.most ?? 3, length = config.length ?? 120;
  const place = `${code}:draft:${key}`;
  const error = make("p", { class: "error", role: "alert" });
  const fault = (text) => put(error, text);
  const left = make("p", { class: "help" });
  const wall = make("div"), best = make("div");
  const add = make("button", { class: "main", "data-k": "add" }, w("cards.add"));
  const typed = field(w("cards.write"), { area: true, rows: 3, maxlength: length, value: keep.get(place) ?? "", input: () => (keep.set(place, typed.input.value), fault(""), update()) });
  const frame = make("fieldset", { class: "plain" }, typed.node, left, error, add);
  const used = () => (link.parts.me?.cards || []).length + waiting(link).length + link.pending.filter((act) => act.kind === "card").length;
  const form = make("form", { novalidate: true, submit: (event) => {
    event.preventDefault();
    const text = typed.input.value.trim();
    fault(text ? "" : w("answer.missing"));
    if (!text) return typed.input.focus();
    link.act("card", { text });
    typed.input.value = "";
    keep.drop(place);
    update();
    typed.input.focus();
  } }, frame);

  function update() {
    const now = link.parts.public?.activity;
    const open = Boolean(now?.open && now.id === activity.id);
    const more = Math.max(0, most - used());
    const group = link.parts[`group:${link.parts.me?.group}`];
    form.hidden = kind === "wall" || !open || !group || (now.round ?? 1) > 1;
    frame.disabled = !more && !typed.input.value;
    put(left, `${more ? w("cards.more", { n: more }) : w("cards.full")} ${more ? w("answer.left", { n: length - typed.input.value.length }) : ""}`);
    list({ app, place: wall, kind });
    if (kind === "cards") five(best, group?.five, group?.cards);
    put(closed, kind === "cards" && !group ? w("group.none") : open ? "" : w("answer.closed"));
  }
  const closed = make("p", { class: "status", role: "status" });
  // A card that was refused is not lost: it goes back where it was written.
  const back = (text) => typed.input.value || ((typed.input.value = text), keep.set(place, text), update());
  return { node: make("div", {}, form, closed, wall, best), update, fault, back };
}
