// A ladder whose rungs are buttons, the highest level on top; keys climb it. trust_levels.js and the phone of the live
// workshop are made of it: it needs nothing of its surroundings.

// ladderBoard(el, { rungs: [{ level, label, more? }], value, onpick, label, labelledby, describedby, reach }) draws it into
// el. `more` are nodes to put on a rung beside its label; `reach()` is the level that the End key asks for.
function ladderBoard(el, { rungs, value = null, onpick, label, labelledby, describedby, reach }) {
  const node = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) if (text) made.setAttribute(name, text);
    made.append(...children);
    return made;
  };
  let stands = value;
  let follow = false; // after a key the focus goes where the person then stands
  const buttons = new Map(rungs.map(({ level, label: words, more = [] }) => {
    const button = node("button", { type: "button", class: "wp-rung", "aria-describedby": describedby },
      node("span", { class: "wp-rung-name" }, words), ...more);
    button.addEventListener("click", () => onpick(level));
    return [level, button];
  }));
  const levels = [...buttons.keys()].sort((a, b) => a - b);
  const board = node("div", { class: "wp-ladder", role: "group", "aria-label": label, "aria-labelledby": labelledby },
    ...levels.map((level) => buttons.get(level)).reverse());
  board.addEventListener("keydown", (event) => {
    const at = levels.indexOf(stands);
    const goal = { ArrowUp: levels[at + 1], ArrowDown: levels[at - 1], Home: levels[0], End: reach ? reach() : levels.at(-1) }[event.key];
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    follow = true;
    if (goal !== undefined && goal !== stands) onpick(goal);
  });
  const set = (level) => {
    stands = level;
    for (const [other, button] of buttons) {
      button.classList.toggle("wp-rung-here", other === level);
      if (other === level) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    if (follow && board.contains(document.activeElement)) buttons.get(level)?.focus();
    follow = false;
  };
  set(value);
  el.append(board);
  return { set, buttons };
}
