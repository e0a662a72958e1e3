// The room as a whole: how to join, names, the day of erasing, files, the end.
import { fill, make, put, tongue, w } from "./dom.js";
import { button, qr } from "./screens.js";
import { sure } from "./acts.js";
import { labelled } from "./trainer-people.js";

const FILES = [["report", "export?as=html", "html"], ["csv", "export?as=csv", "csv"], ["json", "export?as=json", "json"], ["printed", "cards", "cards.html"]];
const SWITCHES = ["ask", "trainer", "all"];

export function roomPanel({ model, act, room }, node) {
  const join = make("div", { class: "wp-lead-join" }), files = make("div"), end = make("div"), fault = make("p", { class: "wp-small", role: "status" });
  const switches = Object.fromEntries(SWITCHES.map((name) => [name, make("input", { type: "checkbox", "data-k": name, change: () => set() })]));
  const values = () => Object.fromEntries(SWITCHES.map((name) => [name, switches[name].checked]));
  const show = () => SWITCHES.forEach((name) => (switches[name].checked = Boolean(room()?.names[name])));
  let asking = 0;
  const set = () => {
    asking += 1;
    act("names", values(), {}, () => ((asking -= 1), asking || show()));
  };
  const date = make("input", { type: "date" });
  let stood = "";
  const until = make("form", { class: "wp-lead-row", submit: (event) => {
    event.preventDefault();
    if (date.value) act("delete_after", { day: date.value });
  } }, labelled(w("room.delete"), date), make("button", { "data-k": "day" }, w("room.set")));
  const before = make("div", {}, make("h2", {}, w("room.join")), join, make("h2", {}, w("room.names")),
    ...SWITCHES.map((name) => make("label", { class: "wp-check" }, switches[name], make("span", {}, w(`room.${name}`)))));
  node.append(before, make("h2", {}, w("room.files")), files, fault, until, end);
  const fetched = async (path, ending) => {
    put(fault, w("not.sending"));
    const why = await model.get("give")(`${path}${path.includes("?") ? "&" : "?"}lang=${tongue.language}`, `${room().code}.${ending}`);
    put(fault, why ? w("not.done", { why: why[tongue.language] || w("room.no_file") }) : `✓ ${w("done.file")}`);
  };
  const outside = (text, href) => make("a", { href, target: "_blank", rel: "noopener" }, text);
  return ({ join: how, stage, delete_after: day, code }) => {
    if (!asking) show();
    before.hidden = stage === "finished"; // nobody comes any more, and what matters now is at the top
    if (day !== stood) date.value = stood = day || "";
    fill(join, how, () => {
      const drawn = qr(how.qr, w("join.qr", { address: how.address }));
      return [...(drawn ? [drawn] : []), make("p", {}, make("b", {}, how.address), make("br"), `${w("join.code")} `, make("b", {}, how.code || code))];
    });
    const home = model.get("home"), entry = model.get("entry");
    fill(files, [home, entry, stage === "finished", Boolean(model.get("give"))], () => [
      ...(model.get("give") ? [make("div", { class: "wp-lead-row" }, ...FILES.map(([name, path, ending]) => button(w(`room.${name}`), () => fetched(path, ending))))]
        : home ? [make("p", {}, `${w("room.elsewhere")} `, outside(w("room.home"), home))] : []),
      ...(entry && stage !== "finished" ? [make("p", {}, outside(w("room.entry"), entry))] : [])]);
    fill(end, stage, () => (stage === "finished" ? [] : [sure(w("room.finish"), w("room.finish_sure"), [[w("room.finish_yes"), () => act("finish", {})]])]));
  };
}
