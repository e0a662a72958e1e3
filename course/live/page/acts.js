// What the trainer does, sent one after the other, and what became of it in words.
import { day, make, say, w } from "./dom.js";
import { button } from "./screens.js";

const WITH_NO = { reveal: "hidden", moderation: "unmoderated" }; // what is done when it is switched off

// act(kind, body, values for the sentence): one at a time, because of two changes of a trait sent at once a busy kernel
// would hear the later one alone; the same act pressed again while it is under way counts once.
export function actor(model) {
  const waiting = [];
  let current = null, tell = () => {}, state = "wait", serial = 0;
  const start = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  const same = (one, kind, body) => one.kind === kind && JSON.stringify(one.body) === JSON.stringify(body);
  const send = () => {
    if (current || !waiting.length) return;
    current = waiting.shift();
    model.set("asked", { id: current.id, kind: current.kind, body: current.body });
    model.save_changes();
    busy();
  };
  const busy = () => current && tell("busy", w(["live", "slow"].includes(state) ? "not.sending" : "not.waiting"));
  const told = () => {
    const answer = model.get("told");
    if (!current || answer?.id !== current.id) return;
    const done = current;
    current = null;
    if (answer.ok) tell("done", `✓ ${doneWords(done)}`);
    else tell("refused", `✕ ${w("not.done", { why: say(answer.say) || w("not.lost") })}`);
    done.then?.(answer.ok);
    send();
  };
  model.on("change:told", told);
  return {
    act(kind, body = {}, values = {}, then = null) {
      if ([current, ...waiting].some((one) => one && same(one, kind, body))) return;
      waiting.push({ id: `${start}.${(serial += 1)}`, kind, body, values, then });
      send();
    },
    listen: (heard) => (tell = heard),
    line(now) {
      const changed = state !== now;
      state = now;
      if (changed) busy();
    },
    end: () => model.off("change:told", told),
  };
}

function doneWords({ kind, body, values }) {
  if (body.on === false && WITH_NO[kind]) return w(`done.${WITH_NO[kind]}`);
  if (kind === "message" && !body.text) return w("done.unsaid");
  return w(`done.${kind}`, { n: body.round ?? body.minutes, ...values, day: body.day && day(body.day) });
}

// A button that asks first: the question takes its place, and gives the focus back.
export function sure(text, question, answers, more = {}) {
  const place = make("div", { class: "wp-sure" });
  const first = (focus) => {
    const ask = button(text, second, more);
    place.replaceChildren(ask);
    place.classList.remove("wp-asks");
    if (focus) ask.focus();
  };
  const second = () => {
    const yes = answers.map(([label, go]) => button(label, () => (first(true), go()), { class: "wp-danger" }));
    const no = button(w("close"), () => first(true));
    place.classList.add("wp-asks");
    place.replaceChildren(make("p", { role: "alert" }, question), ...yes, no);
    place.addEventListener("keydown", (event) => event.key === "Escape" && place.classList.contains("wp-asks") && first(true));
    no.focus();
  };
  first(false);
  return place;
}
