// A map of two axes with one mark to move by mouse, finger and keyboard; the coordinates run from -1 to 1.

const STEP = 0.1;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const near = (number) => Math.min(1, Math.max(-1, Math.round(number * 20) / 20));

// squareBoard(el, { x: { low, high }, y: { low, high }, value, onmove, label, keys, words }) draws it into el;
// words([x, y]) is what a screen reader says of the mark.
export function squareBoard(el, { x, y, value = null, onmove, label, keys, words }) {
  const node = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, text] of Object.entries(attributes)) if (text) made.setAttribute(name, text);
    made.append(...children);
    return made;
  };
  const mark = node("div", {
    class: "wp-mark wp-mark-decisions", role: "slider", tabindex: "0", "aria-label": label, "aria-describedby": keys,
    "aria-valuemin": "-1", "aria-valuemax": "1",
  }, node("span", {}));
  const ends = [["left", x.low], ["right", x.high], ["top", y.high], ["bottom", y.low]];
  const plane = node("div", { class: "wp-square" }, mark,
    ...ends.map(([side, text]) => node("span", { class: `wp-end wp-end-${side}`, "aria-hidden": "true" }, text)));
  let stands = value;
  const set = (point) => {
    stands = point;
    const [across, up] = point || [0, 0];
    mark.classList.toggle("wp-unset", !point);
    mark.style.left = `${50 + 50 * across}%`;
    mark.style.top = `${50 - 50 * up}%`;
    mark.setAttribute("aria-valuenow", across);
    mark.setAttribute("aria-valuetext", words([across, up]));
  };
  const move = (to) => {
    const found = to.map(near);
    if (stands && found.join() === stands.join()) return;
    set(found);
    onmove(found);
  };
  const at = (event) => {
    const box = plane.getBoundingClientRect();
    move([(2 * (event.clientX - box.left)) / box.width - 1, 1 - (2 * (event.clientY - box.top)) / box.height]);
  };
  mark.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const [right, up] = MOVES[event.key], [across, along] = stands || [0, 0];
    move([across + STEP * right, along + STEP * up]);
  });
  plane.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    mark.focus();
    plane.setPointerCapture(event.pointerId);
    at(event);
  });
  plane.addEventListener("pointermove", (event) => plane.hasPointerCapture(event.pointerId) && at(event));
  set(value);
  el.append(plane);
  return { set };
}
