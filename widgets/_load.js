// "Open a case" on any page: a case, the learner's own partnership as this browser remembers it, or a file.
// It needs nothing of its surroundings but what it is given, since boards with a module of their own use it, too.

const OWN_PLACE = "wp:my_partnership"; // one key for all pages of an origin, dashboards and lessons alike

const ownPartnership = () => {
  try {
    return localStorage.getItem(OWN_PLACE) || "";
  } catch {
    return ""; // storage is off
  }
};

const keepOwnPartnership = (text) => {
  try {
    if (text) localStorage.setItem(OWN_PLACE, text);
    else localStorage.removeItem(OWN_PLACE);
  } catch {
    // storage is off or full: the partnership lives as long as the page, and in its file
  }
};

// Hand a text to the browser as a file to keep.
const download = (name, type, text) => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

// open(what, text) sends a choice to Python; slot is where its answer will stand, described by the id given.
function loadControl(spec, { uid, open, slot }) {
  const { ui } = spec;
  const node = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const option = ({ value, label }) => node("option", { value }, label);
  const error = `${uid}-${spec.name}-error`;
  const select = node("select", { "aria-label": spec.label, "aria-describedby": error },
    option({ value: "", label: ui.choose }),
    ...(spec.own ? [option({ value: "own", label: ui.own })] : []),
    node("optgroup", { label: ui.cases }, ...spec.cases.map(option)));
  const button = node("button", { type: "button", class: "wp-button" }, ui.open);
  button.addEventListener("click", () => {
    if (select.value) open(select.value, select.value === "own" ? ownPartnership() : "");
    else select.focus();
  });
  const file = node("input", { type: "file", accept: ".json,application/json", class: "wp-unseen", "aria-describedby": error });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const text = chosen.size > 4 * spec.most ? "" : await chosen.text();
    file.value = ""; // the same file may be chosen again
    open("file", text);
  });
  const shown = (value) => (select.value = value ?? "");
  const made = node("fieldset", { class: "wp-control wp-load" }, node("legend", {}, spec.label),
    node("div", { class: "wp-buttons" }, select, button, node("label", { class: "wp-button wp-file" }, ui.file, file)), slot);
  return { made, shown };
}
