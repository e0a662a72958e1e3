// Groups and people: dealing, moving, messages, sending out, somebody without a phone.
import { fill, make, put, say, w } from "./dom.js";
import { SECTORS, button, fives, keyed, sectorWords } from "./screens.js";
import { sure } from "./acts.js";

const GROUPS = 4; // the workshop of slide 21
const MOST = 300; // characters of a message, as the room has it
let serial = 0;
export const labelled = (label, input) => {
  input.id = `wp-lead-${(serial += 1)}`;
  return make("div", { class: "wp-field" }, make("label", { for: input.id }, label), input);
};
export const option = (value, text) => make("option", { value }, text);

export function groupsPanel({ act, room }, node) {
  const number = make("input", { type: "number", min: 1, max: 8, value: GROUPS, inputmode: "numeric" });
  const deal = make("div"), list = make("div", { class: "wp-lead-groups" });
  const none = make("p", { class: "wp-small" }), shown = make("ul", { class: "wp-lead-list" });
  const to = make("select"), text = make("textarea", { rows: 2, maxlength: MOST });
  const target = () => (to.value === "" ? null : Number(to.value));
  const send = make("form", { submit: (event) => {
    event.preventDefault();
    const wanted = text.value.trim();
    if (!wanted) return text.focus();
    act("message", { group: target(), text: wanted }, {}, (ok) => ok && text.value.trim() === wanted && (text.value = ""));
  } }, make("h3", {}, w("groups.message")), labelled(w("groups.to"), to), labelled(w("groups.message"), text), make("button", { "data-k": "send" }, w("groups.send")));
  node.append(make("h2", {}, w("groups.title")), none, list, make("div", { class: "wp-lead-row" }, labelled(w("groups.how"), number), deal), send, shown);
  const go = () => act("deal", { groups: Math.min(8, Math.max(1, Number(number.value) || GROUPS)) });
  const who = (group, groups) => (group === null ? w("groups.all") : say(groups[group]?.name) || w("group", { n: group + 1 }));
  return ({ groups, dealt, messages = [], stage }) => {
    put(none, dealt ? "" : w("groups.none"));
    send.hidden = deal.parentNode.hidden = stage === "finished";
    fill(deal, dealt, () => [dealt ? sure(w("groups.deal"), w("groups.again"), [[w("groups.again_yes"), go]]) : button(w("groups.deal"), go)]);
    const chosen = to.value;
    if (fill(to, groups.map(({ name }) => name), () => [option("", w("groups.all")), ...groups.map(({ number: n, name }) => option(n, say(name)))])) to.value = groups[chosen] ? chosen : "";
    keyed(list, groups, (group) => group.number, (group) => group, (group) => [
      make("h3", {}, say(group.name)), make("p", {}, [w("n.people", { n: group.size }), sectorWords(group.sectors), w("n.cards", { n: group.cards })].filter(Boolean).join(" · ")),
      ...(group.five ? [make("details", {}, make("summary", {}, w("groups.fives")), ...fives(group.five))] : [])], "section");
    keyed(shown, messages, ({ group }) => String(group), (row) => [row, groups.length], ({ group, text: words }) => [
      make("div", {}, make("small", {}, w("groups.on", { who: who(group, groups) })), make("span", {}, words)),
      button(w("groups.take"), () => act("message", { group, text: "" }), { "data-k": `take${group}` })]);
  };
}

export function peoplePanel({ act, room }, node) {
  const list = make("ul", { class: "wp-lead-list" }), nobody = make("p", { class: "wp-small" });
  const name = make("input", { type: "text", maxlength: 30, autocomplete: "off" });
  const sector = make("select", {}, ...SECTORS.map((one) => option(one, w(`sector.${one}`))));
  sector.value = "none";
  const paper = make("form", { submit: (event) => {
    event.preventDefault();
    const seat = `p${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
    act("paper", { seat, nickname: name.value.trim(), sector: sector.value }, {}, (ok) => ok && (name.value = ""));
  } }, make("h3", {}, w("people.paper")), labelled(w("people.nickname"), name), labelled(w("people.sector"), sector), make("button", { "data-k": "paper" }, w("people.add")));
  node.append(make("h2", {}, w("people.title")), nobody, list, paper);
  return ({ seats_list: seats, groups, names, stage }) => {
    put(nobody, seats.length ? "" : w("people.nobody"));
    paper.hidden = stage === "finished";
    name.parentNode.hidden = !names.ask;
    const place = new Map(seats.map(({ seat }, i) => [seat, i + 1]));
    keyed(list, seats, ({ seat }) => seat, (row) => [row, groups.length, stage, row.name ? 0 : place.get(row.seat)], (row) => person(act, row, groups, stage, row.name || w("people.numbered", { n: place.get(row.seat) })));
  };
}

function person(act, { seat, sector, group, paper }, groups, stage, name) {
  const facts = [w(`sector.${sector || "none"}`), paper && w("people.on_paper"), !groups.length ? "" : group === null && w("people.no_group")].filter(Boolean).join(" · ");
  const who = make("div", {}, make("strong", {}, name), make("small", {}, facts));
  if (stage === "finished") return [who];
  const move = make("select", { "data-k": `move.${seat}`, "aria-label": w("people.move", { name }), change: () => act("move", { seat, group: Number(move.value) }, {}, (ok) => ok || (move.value = group ?? "")) },
    ...(group === null ? [option("", w("people.no_group"))] : []), ...groups.map(({ number, name: words }) => option(number, say(words))));
  move.value = group ?? "";
  return [who, ...(groups.length ? [move] : []),
    sure(w("people.out"), w("people.sure", { name }), [[w("people.kick"), () => act("kick", { seat })], [w("people.ban"), () => act("ban", { seat })]], { "data-k": `out.${seat}`, "aria-label": `${w("people.out")} ${name}` })];
}
