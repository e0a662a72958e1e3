// The form of the current question: choose, draft, send. Its commonest kinds are here, the others in kinds.js.
import { field, make, options, put, same, say, typing, w } from "./dom.js";
import { keep } from "./link.js";

// A control: { node, read() → the value or null while something is missing, describe?(value) → words }.
const one = (legend, list, name) => ({ value, change }) => {
  const { node, read } = options(legend, list, { value: value?.[name], change });
  return { node, read: () => (read() === null ? null : { [name]: read() }), describe: (past) => list.find(({ id }) => id === past[name])?.label };
};
const kinds = {
  number({ value, change }) {
    const word = field(w("number.value"), { type: "text", maxlength: 20, required: true, value: value?.value ?? "", input: change });
    const why = field(w("number.reason"), { area: true, rows: 2, maxlength: 200, value: value?.reason ?? "", input: change });
    const read = () => (word.input.value.trim() ? { value: word.input.value.trim(), reason: why.input.value.trim() } : null);
    return { node: make("div", {}, word.node, why.node), read, draft: () => ({ value: word.input.value, reason: why.input.value }), describe: (past) => past.value };
  },
  choice({ config, value, change }) {
    const list = config.options.map(({ id, label }) => ({ id, label: say(label) }));
    const { node, read } = options(w(config.many ? "choice.many" : "choice.one"), list, { many: config.many, value: value?.chosen, change });
    const describe = (past) => list.filter(({ id }) => past.chosen.includes(id)).map(({ label }) => label).join(", ");
    return { node, read: () => { const chosen = [].concat(read() ?? []); return chosen.length ? { chosen } : null; }, describe };
  },
  agree: (given) => one(w("choice.one"), [[1, "yes"], [0, "unsure"], [-1, "no"]].map(([id, word]) => ({ id, label: w(`agree.${word}`) })), "value")(given),
};

export async function build({ app, activity, key, node, again }) {
  const { kind, config } = activity;
  const { link, code } = app;
  const place = `${code}:draft:${key}`;
  const waiting = () => link.pending.filter((act) => act.kind === "answer" && act.key === key).pop();
  const mine = () => link.parts.me?.answer ?? null;
  let dirty = keep.get(place) !== null;
  let server = JSON.stringify(mine());
  const value = keep.get(place) ?? waiting()?.body.value ?? mine();
  const change = () => {
    dirty = true;
    keep.set(place, control.draft ? control.draft() : control.read());
    fault("");
    update();
  };
  const maker = kinds[kind] || (await import("./kinds.js")).kinds[kind];
  const control = await maker({ config, value, change, label: say(activity.ask) });

  const error = make("p", { class: "error", role: "alert" });
  const status = make("p", { class: "status", role: "status" });
  const fault = (text) => put(error, text);
  const send = make("button", { class: "main", "data-k": "send" }, w("send"));
  const past = link.parts.me?.before;
  const words = past && control.describe?.(past);
  const frame = make("fieldset", { class: "plain" }, control.node, error, send);
  const form = make("form", {
    novalidate: true,
    submit: (event) => {
      event.preventDefault();
      const ready = control.read();
      fault(ready ? "" : w("answer.missing"));
      if (!ready) return ([...form.querySelectorAll("[required]")].find((input) => !input.value) || form.querySelector("input, [tabindex]"))?.focus();
      dirty = false;
      keep.drop(place);
      delete app.accepted[key];
      if (kind === "commitments") keep.set(`${code}:promise`, ready);
      link.act("answer", { activity: activity.id, round: activity.round, value: ready }, key);
      update();
    },
  }, ...(words ? [make("p", { class: "help" }, w("answer.before", { text: words }))] : []), frame, status);

  function update() {
    const now = link.parts.public?.activity;
    const open = Boolean(now && now.open && `${now.id}.${now.round}` === key);
    const queued = waiting();
    if (JSON.stringify(mine()) !== server) {
      server = JSON.stringify(mine());
      delete app.accepted[key];
      // Cleared by the trainer, or answered elsewhere: the form follows, unless somebody is at it.
      if (!dirty && !queued && now && `${now.id}.${now.round}` === key && !same(mine(), control.read())) return again();
    }
    const here = JSON.stringify(control.read());
    const arrived = here !== "null" && (here === server || here === JSON.stringify(app.accepted[key]));
    const writes = typing() && frame.contains(document.activeElement); // a field that is switched off would lose the focus
    if (frame.disabled !== !open && !writes) frame.disabled = !open;
    send.hidden = !open;
    const held = (link.parts.me?.held || []).some((item) => item.kind !== "nickname");
    status.className = queued ? "status kept" : arrived && !dirty ? "status sent" : "status";
    put(status, queued ? (link.state === "live" ? "" : w("answer.kept")) : !open ? w(arrived ? "answer.closed_sent" : "answer.closed")
      : arrived && !dirty ? w(held ? "answer.held" : "answer.sent") : dirty ? w("answer.draft") : "");
  }
  return { node: form, update, fault };
}
