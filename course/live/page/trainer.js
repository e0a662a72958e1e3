// The trainer's screen: the part `trainer`, and every act of the trainer. Notes, and results before they are revealed,
// are seen here alone. On a phone the steps lie under the thumb; a wide screen shows what is on beside everything else.
import { fill, make, put, say, w } from "./dom.js";
import { button, clockWords, keyed, screen, stateNote, time } from "./screens.js";
import { actor, sure } from "./acts.js";
import { nowPanel } from "./trainer-now.js";
import { groupsPanel, peoplePanel } from "./trainer-people.js";
import { textsPanel } from "./trainer-texts.js";
import { roomPanel } from "./trainer-room.js";

const PANELS = { now: nowPanel, plan: planPanel, groups: groupsPanel, texts: textsPanel, people: peoplePanel, room: roomPanel };
const STEP = 5; // minutes a press adds

export function render({ model, el }) {
  const acts = actor(model);
  let tab = "now";
  const end = screen({ model, el }, "wp-lead", (root) => {
    const note = make("p", { class: "wp-lead-note", role: "alert" });
    const head = make("div", { class: "wp-lead-head" }), clock = make("p", { class: "wp-lead-clock" });
    const tabs = make("nav", { class: "wp-lead-tabs", "aria-label": w("tab.label") });
    const said = make("p", { class: "wp-lead-said", role: "status" });
    const steps = make("div", { class: "wp-lead-steps", role: "group", "aria-label": w("go.label") });
    const app = { model, act: acts.act, room: () => model.get("part"), title: (index) => say(app.room().plan[index]?.title) };
    const panels = Object.fromEntries(Object.entries(PANELS).map(([name, panel]) => {
      const node = make("section", { class: `wp-lead-panel wp-lead-${name}` });
      return [name, { node, update: panel(app, node) }];
    }));
    root.append(note, make("header", {}, head, clock), tabs, make("div", { class: "wp-lead-panels" }, ...Object.values(panels).map(({ node }) => node)), make("footer", {}, said, steps));
    acts.listen((kind, text) => (put(said, text), said.className = `wp-lead-said wp-lead-${kind}`));
    const turn = (name) => {
      tab = root.dataset.tab = name;
      for (const item of tabs.querySelectorAll("button")) {
        item.toggleAttribute("aria-current", item.dataset.k === tab);
        if (item.dataset.k === tab) item.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    };
    return () => {
      const room = model.get("part"), there = Boolean(room?.stage);
      stateNote(note, model.get("state"));
      acts.line(model.get("state"));
      for (const node of [tabs, steps, ...Object.values(panels).map((panel) => panel.node)]) node.hidden = !there;
      if (!there) return put(head, w(model.get("state") === "wait" ? "state.wait" : "title"));
      fill(head, [room.title, room.block, room.stage, room.seats], () => [
        make("h1", {}, room.stage === "running" ? say(room.block.title) : say(room.title)),
        make("p", {}, [w("part", { index: room.block.index + 1, of: room.block.of }), w("n.people", { n: room.seats })].join(" · "))]);
      tell(clock, room);
      const waits = { texts: room.queue.length };
      if (fill(tabs, waits, () => Object.keys(PANELS).map((name) => make("button", { type: "button", "data-k": name, click: () => turn(name) },
        w(`tab.${name}`), ...(waits[name] ? [" ", make("b", {}, String(waits[name]))] : []))))) turn(tab);
      fill(steps, [room.stage, room.block.index, room.activity?.id, room.activity?.open, room.revealed, room.block.of], () => stepButtons(app, room));
      for (const { update } of Object.values(panels)) update(room);
    };
  });
  return () => (end(), acts.end());
}

function tell(place, { stage, clock, late }) {
  const { text, over, until } = clockWords(stage === "running" && clock);
  place.classList.toggle("wp-over", over);
  put(place, stage !== "running" ? "" : [over ? `⚠ ${text}` : `${text} (${until})`, late > 0 && w("clock.late", { n: late })].filter(Boolean).join(" · "));
}

// What the next press is likely to be lies last, where the thumb is.
function stepButtons({ act, title }, { stage, block, activity, revealed }) {
  if (stage === "finished") return activity ? [shows(act, revealed)] : [];
  if (stage === "lobby") return [button(w("go.begin"), () => act("block", { index: 0 }, { title: title(0) }), { class: "wp-main" })];
  const last = block.index + 1 >= block.of;
  const step = (name, kind, body, more = {}, values = {}) => button(w(`go.${name}`), () => act(kind, body, values), { "aria-label": `${w(`go.${name}`)}: ${w(`go.${name}_long`)}`, ...more });
  return [
    ...(activity ? [activity.open ? step("close", "close", {}) : step("open", "open", {}), shows(act, revealed)] : []),
    step("more", "extra", { minutes: STEP }, {}, { n: STEP }),
    last ? sure(w("go.finish"), w("room.finish_sure"), [[w("room.finish_yes"), () => act("finish", {})]], { class: "wp-main" })
      : button(w("go.next"), () => act("block", { index: block.index + 1 }, { title: title(block.index + 1) }), { class: "wp-main", "aria-label": w("go.next_long", { title: title(block.index + 1) }) }),
  ];
}
const shows = (act, revealed) => {
  const name = revealed ? "hide" : "reveal";
  return button(w(`go.${name}`), () => act("reveal", { on: !revealed }), { "data-k": "reveal", "aria-label": `${w(`go.${name}`)}: ${w(`go.${name}_long`)}` });
};

// ---- plan ----
function planPanel({ act, title }, node) {
  const list = make("ol", { class: "wp-lead-list wp-lead-planned" }), times = make("p");
  const back = make("div", { class: "wp-lead-row" });
  node.append(make("h2", {}, w("plan.title")), make("p", { class: "wp-small" }, w("plan.help")), times, back, list);
  const go = (index, text) => button(text, () => act("block", { index }, { title: title(index) }), { "data-k": `go${index}` });
  return ({ plan, block, stage, clock, late }) => {
    const running = stage === "running";
    put(times, running && clock?.end ? [w("clock.end", { time: time(clock.end) }), late > 0 && w("clock.late", { n: late })].filter(Boolean).join(" · ") : "");
    fill(back, [running, block.index], () => (running ? [
      ...(block.index ? [go(block.index - 1, w("go.back", { title: title(block.index - 1) }))] : []),
      button(w("go.less"), () => act("extra", { minutes: -STEP }, { n: -STEP }), { "aria-label": w("go.less_long") })] : []));
    keyed(list, plan, (row) => row.name, (row) => [row, row.index === block.index, stage], (row) => {
      const here = running && row.index === block.index;
      const over = row.over > 0 ? w("plan.over", { n: row.over }) : row.over < 0 ? w("plan.saved", { n: -row.over }) : "";
      const notes = [w("plan.row", row), row.must && w("plan.must"), here && w("plan.now"), row.done && w("plan.done"), over].filter(Boolean).join(" · ");
      return [make("div", { class: here ? "wp-here" : "" }, make("strong", {}, say(row.title)), make("small", {}, notes)),
        ...(stage === "finished" || here ? [] : [button("→", () => act("block", { index: row.index }, { title: title(row.index) }), { "data-k": `to${row.index}`, "aria-label": w("go.jump", { title: title(row.index) }) })])];
    });
  };
}
