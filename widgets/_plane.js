// A triangle with marks to move by mouse, finger and keyboard; its corners are public, civic, business.
// three_sectors.js and the phone of the live workshop are made of it: it needs nothing of its surroundings.

// planeBoard(el, { corners, label, keys, value, onmove, words, role }) draws it into el. With `onmove` it has one mark,
// which says its shares in `words(shares)`; otherwise marks are made one by one. Shares are whole per cent, adding to 100.
function planeBoard(el, { corners, label, keys, value = null, onmove, words, role = "" }) {
  const [WIDTH, HEIGHT, LEFT, BASE, SIDE, TOP] = [124, 112, 12, 98, 100, Math.sqrt(0.75)];
  const PLACES = [[0, 0], [0.5, TOP], [1, 0]];
  const [STEP, FINE] = [0.04, 0.02]; // of a side: whole per cent in every direction
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, TOP], ArrowDown: [0, -TOP] };
  const MIDDLE = [33, 34, 33];

  const shape = (tag, attributes = {}, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, text] of Object.entries(attributes)) node.setAttribute(name, text);
    node.append(...children);
    return node;
  };
  const point = (shares) => {
    const total = shares[0] + shares[1] + shares[2];
    return [0, 1].map((axis) => shares.reduce((sum, share, corner) => sum + (share / total) * PLACES[corner][axis], 0));
  };
  const onBoard = ([x, y]) => [LEFT + SIDE * x, BASE - SIDE * y];
  // The nearest shares, in whole per cent that add up to 100, of a point that may lie outside the triangle.
  const sharesAt = ([x, y]) => {
    const civic = y / TOP, business = x - civic / 2;
    const inside = [1 - civic - business, civic, business].map((share) => Math.max(share, 0));
    const exact = inside.map((share) => (100 * share) / inside.reduce((a, b) => a + b));
    const whole = exact.map((share) => Math.floor(share + 1e-6));
    const order = [0, 1, 2].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]));
    for (let rest = 100 - whole.reduce((a, b) => a + b), i = 0; rest > 0; rest--, i++) whole[order[i]]++;
    return whole;
  };

  const ground = shape("g"), lines = shape("g");
  ground.append(shape("polygon", { class: "wp-ground", points: PLACES.map((corner) => onBoard(corner).join()).join(" ") }));
  [[2, 107, "start"], [62, 7, "middle"], [122, 107, "end"]].forEach(([x, y, anchor], index) =>
    ground.append(shape("text", { x, y, "text-anchor": anchor }, corners[index])));
  const plane = document.createElement("div");
  plane.className = "wp-plane";
  for (const [name, text] of Object.entries({ role: "group", "aria-label": label, ...(keys ? { "aria-describedby": keys } : {}) }))
    plane.setAttribute(name, text);
  plane.append(shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, ground, lines));
  el.append(plane);

  // A mark reads where it stands and says where it was moved; whoever made it decides and places it.
  const mark = (kind, sign, read, moved) => {
    const node = document.createElement("div"), inner = document.createElement("span");
    inner.textContent = sign;
    node.className = `wp-mark wp-mark-${kind}`;
    const about = { role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "data-lm-suppress-shortcuts": "true" };
    for (const [name, text] of Object.entries({ ...about, ...(role ? { "aria-roledescription": role } : {}) })) node.setAttribute(name, text);
    node.append(inner);
    const move = (to) => {
      const found = sharesAt(to);
      if (found.join() !== read().join()) moved(found);
    };
    node.addEventListener("keydown", (event) => {
      if (!(event.key in MOVES)) return;
      event.preventDefault();
      const [x, y] = point(read()), size = event.shiftKey ? FINE : STEP;
      const [right, up] = MOVES[event.key];
      move([x + size * right, y + size * up]);
    });
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      node.focus();
      node.setPointerCapture(event.pointerId);
    });
    node.addEventListener("pointermove", (event) => {
      if (!node.hasPointerCapture(event.pointerId)) return;
      const box = plane.getBoundingClientRect();
      const x = (((event.clientX - box.left) / box.width) * WIDTH - LEFT) / SIDE;
      move([x, (BASE - ((event.clientY - box.top) / box.height) * HEIGHT) / SIDE]);
    });
    return node;
  };
  const place = (node, shares, name, text) => {
    const [x, y] = onBoard(point(shares));
    if (!node.isConnected) plane.append(node);
    node.style.left = `${(100 * x) / WIDTH}%`;
    node.style.top = `${(100 * y) / HEIGHT}%`;
    node.setAttribute("aria-label", name);
    node.setAttribute("aria-valuenow", Math.round(shares[1]));
    node.setAttribute("aria-valuetext", text);
  };

  let stands = value;
  const only = onmove && mark("decisions", "", () => stands || MIDDLE, (shares) => (set(shares), onmove(shares)));
  const set = (shares) => {
    stands = shares;
    only.classList.toggle("wp-unset", !shares);
    place(only, shares || MIDDLE, label, words(shares || MIDDLE));
  };
  if (only) set(value);
  return { plane, lines, point, onBoard, shape, mark, place, set };
}
