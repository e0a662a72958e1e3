// What people write: texts that wait for the trainer, cards that say the same, every card.
import { fill, make, put, say, w } from "./dom.js";
import { button, keyed } from "./screens.js";
import { labelled } from "./trainer-people.js";

const LENGTH = 120; // characters of a card, as the room has it

export function textsPanel({ act }, node) {
  const looks = make("input", { type: "checkbox", change: () => act("moderation", { on: looks.checked }, {}, (ok) => ok || (looks.checked = !looks.checked)) });
  const queue = make("ul", { class: "wp-lead-list" }), empty = make("p", { class: "wp-small" });
  const pairs = make("ul", { class: "wp-lead-list" }), count = make("summary"), alike = make("details", {}, count, make("p", { class: "wp-small" }, w("texts.similar_help")), pairs);
  const cards = make("div"), none = make("p", { class: "wp-small" }), ticked = new Set();
  const text = make("input", { type: "text", maxlength: LENGTH, autocomplete: "off" }), few = make("p", { class: "wp-small", role: "status" });
  let known = new Map();
  const unite = make("form", { class: "wp-lead-unite", submit: (event) => {
    event.preventDefault();
    const chosen = [...ticked];
    put(few, chosen.length < 2 ? w("texts.merge_few") : "");
    if (chosen.length < 2) return;
    act("merge", { cards: chosen, text: text.value.trim() || known.get(chosen[0])?.text || "" }, {}, (ok) => ok && (ticked.clear(), (text.value = "")));
  } }, labelled(w("texts.as"), text), make("button", { "data-k": "unite" }, w("texts.merge_own")), few);
  node.append(make("label", { class: "wp-check" }, looks, make("span", {}, w("texts.moderation"))), make("h2", {}, w("texts.queue")), empty, queue, alike,
    make("h2", {}, w("texts.cards")), none, unite, cards);

  const tick = (card) => {
    const box = make("input", { type: "checkbox", "data-k": `tick.${card.id}`, "aria-label": w("texts.tick", { text: card.text }), checked: ticked.has(card.id), change: () => {
      ticked[box.checked ? "add" : "delete"](card.id);
      if (box.checked && ticked.size === 1) text.value = card.text;
      put(few, "");
    } });
    return box;
  };
  return (room) => {
    const { groups, stage } = room, all = (room.cards_list || []).filter(({ state }) => state !== "waiting"); // those are in the queue
    known = new Map(all.map((card) => [card.id, card]));
    for (const id of ticked) if (known.get(id)?.state !== "shown") ticked.delete(id);
    if (document.activeElement !== looks) looks.checked = room.moderation;
    looks.disabled = stage === "finished";
    put(empty, room.queue.length ? "" : w("texts.empty"));
    keyed(queue, room.queue, ({ item }) => item, (row) => [row, groups.length], ({ item, kind, text: words, group }) => [
      make("div", {}, make("small", {}, [w(`kind.${kind}`), groups[group] && say(groups[group].name)].filter(Boolean).join(" · ")), make("span", {}, words)),
      button(w("texts.accept"), () => act("accept", { item }), { "data-k": `a.${item}`, class: "wp-main" }), button(w("texts.remove"), () => act("remove", { item }), { "data-k": `r.${item}` })]);
    const likely = stage === "finished" ? [] : room.similar.map(([a, b, ratio]) => ({ a: known.get(a), b: known.get(b), ratio })).filter(({ a, b }) => a && b);
    alike.hidden = !likely.length;
    put(count, `${w("texts.similar")}: ${likely.length}`);
    keyed(pairs, likely, ({ a, b }) => `${a.id}.${b.id}`, ({ a, b, ratio }) => [a.text, b.text, ratio], (pair) => pairOf(act, pair));
    put(none, all.length ? "" : w("texts.no_cards"));
    unite.hidden = stage === "finished" || all.length < 2;
    const places = [...(all.some(({ wall }) => wall) ? [{ id: "wall", title: w("texts.wall"), cards: all.filter(({ wall }) => wall) }] : []),
      ...groups.map(({ number, name }) => ({ id: number, title: say(name), cards: all.filter(({ wall, group }) => !wall && group === number) })).filter(({ cards: own }) => own.length)];
    keyed(cards, places, ({ id }) => id, ({ title }) => title, ({ title }) => [make("h3", {}, title), make("ul", { class: "wp-lead-list" })], "section");
    places.forEach((place, i) => keyed(cards.children[i].lastChild, place.cards, ({ id }) => id, (card) => [card, stage], (card) => row(act, card, stage, tick)));
  };
}

function row(act, card, stage, tick) {
  const gone = card.state === "removed";
  const notes = [card.name, w("n.approvals", { n: card.approvals }), gone && w("texts.down"), card.parts.map(({ text }) => `„${text}”`).join(" + ")].filter(Boolean).join(" · ");
  const words = make("div", { class: gone ? "wp-gone" : "" }, make("span", {}, card.text), make("small", {}, notes));
  return [...(card.state === "shown" && stage !== "finished" ? [make("label", { class: "wp-check" }, tick(card), words)] : [words]),
    ...(card.parts.length && card.state === "shown" && stage !== "finished" ? [button(w("texts.split"), () => act("split", { card: card.id }), { "data-k": `s.${card.id}` })] : []),
    button(w(gone ? "texts.restore" : "texts.remove"), () => act(gone ? "accept" : "remove", { item: card.id }), { "data-k": `r.${card.id}` })];
}

function pairOf(act, { a, b, ratio }) {
  const text = make("input", { type: "text", maxlength: LENGTH, value: a.text, "aria-label": w("texts.as"), "data-k": `t.${a.id}.${b.id}` });
  return [make("div", {}, make("small", {}, w("texts.alike", { n: ratio })), make("span", {}, a.text), make("span", {}, b.text), text),
    button(w("texts.merge"), () => act("merge", { cards: [a.id, b.id], text: text.value.trim() || a.text }), { "data-k": `m.${a.id}.${b.id}` })];
}
