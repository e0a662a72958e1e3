// What is on now: the question, answers and results before the room sees them, notes, spare questions.
import { fill, make, put, say, tongue, w } from "./dom.js";
import { drawResults } from "./draw.js";
import { answersWords, button, keyed } from "./screens.js";
import { sure } from "./acts.js";

export function nowPanel({ act, title }, node) {
  const slot = (name) => {
    const made = make("div", { class: `wp-lead-${name}` });
    node.append(made);
    return made;
  };
  const asked = slot("asked"), count = make("p", { class: "wp-count" });
  node.append(count);
  const round = slot("row"), results = slot("results"), notes = slot("notes"), spares = slot("spares"), answers = slot("answers");
  const list = make("ul", { class: "wp-lead-list" }), head = make("h3", {}, w("now.answers"));
  answers.append(head, list);
  return (room) => {
    const { activity, stage, block, revealed } = room;
    fill(asked, [stage, block, activity && [activity.id, activity.ask, activity.open, activity.round, revealed]], () => question(room));
    put(count, activity && stage !== "lobby" ? answersWords(room) : "");
    fill(round, [stage, activity && [activity.id, activity.round, activity.rounds], block.index], () => (activity && stage === "running" ? [
      ...(activity.rounds > 1 ? [activity.round > 1 ? button(w("now.first"), () => act("round", { round: 1 })) : button(w("now.second"), () => act("round", { round: 2 }))] : []),
      ...(activity.id.startsWith("s") ? [button(w("go.own"), () => act("block", { index: block.index }, { title: title(block.index) }))] : []),
      sure(w("now.reset"), w("now.reset_sure"), [[w("now.sure_yes"), () => act("reset", {})]])] : []));
    fill(results, [room.results, revealed], () => (room.results?.count ? [make("h3", {}, w(revealed ? "now.results" : "now.results_only")), drawResults(room.results, tongue.language, document)] : []));
    answers.hidden = !room.answers_list.length;
    keyed(list, room.answers_list, ({ item }) => item, (row) => row, ({ item, name, text, shown }) => [
      make("div", { class: shown ? "" : "wp-gone" }, ...(name ? [make("strong", {}, name)] : []), make("span", {}, text), ...(shown ? [] : [make("small", {}, w("texts.down"))])),
      button(w(shown ? "texts.remove" : "texts.restore"), () => act(shown ? "remove" : "accept", { item }), { "data-k": `${item}` })]);
    fill(notes, room.notes, () => (room.notes ? [make("h3", {}, w("now.notes")), make("dl", {}, ...["do", "ask", "mistake"].filter((key) => room.notes[key])
      .flatMap((key) => [make("dt", {}, w(`now.${key}`)), make("dd", {}, say(room.notes[key]))]))] : []));
    fill(spares, [stage, room.spares], () => (stage === "running" && room.spares.length ? [make("details", {}, make("summary", {}, w("now.spares")), make("p", { class: "wp-small" }, w("now.spares_help")),
      make("div", { class: "wp-lead-row" }, ...room.spares.map(({ name, title: text }) => button(say(text), () => act("spare", { name }), { "data-k": name }))))] : []));
  };
}

function question({ stage, block, activity, revealed }) {
  if (stage === "lobby") return [make("p", {}, w("now.lobby"))];
  if (stage === "finished") return [make("p", {}, w("now.finished"))];
  if (!activity) return [make("p", {}, say(block.text)), make("p", { class: "wp-small" }, w("now.quiet"))];
  const round = activity.rounds > 1 ? `${w("show.round", { n: activity.round })} · ` : "";
  return [make("h2", {}, say(activity.ask)), make("p", { class: "wp-lead-state" }, `${round}${activity.open ? "●" : "○"} ${w(activity.open ? "now.open" : "now.closed")} · ${w(revealed ? "now.seen" : "now.unseen")}`)];
}
