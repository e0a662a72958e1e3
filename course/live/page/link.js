// The connection to the room, for phone, trainer and projector. Nothing here draws.
//
//   const { seat, token } = await join({ code, sector, language });        // a Refusal { reason, say } where it is refused
//   const link = new Link({ token, code, onparts, onstate, ondone, onrefused, onbye, poll });
//   link.start();  link.stop();  link.wake();                              // wake: try again now
//   link.parts.public, link.parts.me, …; link.role ("seat", "trainer", "projector"); link.state ("live", "slow", "off")
//   const id = link.act("answer", body, key);   // kept in localStorage until done or refused, sent once; an act with
//                                               // the same key (any string) replaces one that was never sent
//   link.pending                                // acts not yet confirmed, oldest first: [{ id, kind, body }]
// onparts(parts, names of those that changed) · onstate("live" | "slow" | "off") · ondone(act, seq) ·
// onrefused(act, { reason, say }) · onbye({ reason, say }): the token no longer counts, the link has stopped.
// `code` names the drawer of the outbox; `poll: true` never opens a socket; `base` is the server, this one unless given.
// For seats: known(code) → { id, token, seat } kept on this device, forget(code), fresh() → a new id, keep → the storage.

import { HERE, Refusal, call, fresh, keep } from "./seat.js";

export { HERE, Refusal, forget, fresh, join, keep, known } from "./seat.js";

const PING = 15000, SILENT = 8000, POLL = 2000, SLOWEST = 20000;

export class Link {
  constructor({ token, code = "", base = HERE, poll = false, ...handlers }) {
    Object.assign(this, { token, code, base, poll, handlers });
    Object.assign(this, { parts: {}, seq: 0, role: null, state: null, failures: 0, running: false, timers: {}, stored: [] });
    this.pending = keep.names(`${code}:act:`).map((name) => keep.get(name)).filter(Boolean).sort((a, b) => a.at - b.at);
    this.wake = this.wake.bind(this);
    this.seen = () => document.visibilityState === "visible" && this.wake();
    this.lost = () => this.tell("off");
  }

  start() {
    this.running = true;
    addEventListener("online", this.wake);
    addEventListener("offline", this.lost);
    document.addEventListener("visibilitychange", this.seen);
    this.connect();
  }

  stop() {
    this.running = false;
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.seen);
    Object.values(this.timers).forEach(clearTimeout);
    this.socket?.close();
    this.socket = null;
  }

  act(kind, body, key = null) {
    if (key) this.pending.filter((old) => old.key === key && !old.tried).forEach((old) => this.drop(old));
    const at = Math.max(Date.now(), (this.pending[this.pending.length - 1]?.at || 0) + 1);
    const act = { id: fresh(), kind, body, key, at };
    this.pending.push(act);
    keep.set(`${this.code}:act:${act.id}`, act);
    this.flush();
    return act.id;
  }

  wake() {
    if (!this.running) return;
    this.failures = 0;
    if (this.socket?.readyState === 1) return this.ping(4000);
    if (this.socket?.readyState === 0) return;
    this.connect();
  }

  // ---- inside ----
  tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.handlers.onstate?.(state);
  }

  later(name, wait, then) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(() => this.running && then(), wait);
  }

  // Jitter: after a restart sixty phones must not knock in the same instant.
  pause(most = SLOWEST) {
    return Math.min(most, 400 * 2 ** Math.min(this.failures, 8)) * (0.5 + Math.random() / 2);
  }

  connect() {
    clearTimeout(this.timers.socket);
    if (this.socket?.readyState < 2) return;
    if (this.poll || typeof WebSocket === "undefined") return this.ask();
    if (this.failures >= 2) this.ask(); // polls while the socket keeps being tried
    let socket;
    try {
      socket = new WebSocket(`${this.base}/api/socket`.replace(/^http/, "ws"));
    } catch {
      this.failures = 2;
      return this.ask();
    }
    this.socket = socket;
    const over = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      clearTimeout(this.timers.ping);
      this.failures += 1;
      this.later("lost", 1500, () => this.state === "live" && this.live !== this.socket && this.tell("off"));
      if (this.failures === 2) this.ask(); // from then on both are tried side by side
      this.later("socket", this.pause(), () => this.connect());
      socket.close();
    };
    this.over = over;
    socket.onopen = () => {
      this.send({ type: "hello", token: this.token, since: this.seq });
      this.ping(SILENT);
    };
    socket.onmessage = ({ data }) => this.socket === socket && this.hear(JSON.parse(data));
    socket.onclose = socket.onerror = over;
    this.later("silent", SILENT, over);
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  ping(patience = SILENT) {
    if (this.socket?.readyState !== 1) return;
    this.send({ type: "ping" });
    this.later("silent", patience, () => this.over());
  }

  hear(message) {
    clearTimeout(this.timers.silent);
    this.later("ping", PING, () => this.ping());
    const { type } = message;
    if (this.live === this.socket && this.state !== "live") {
      this.tell("live"); // the device said it was offline, and the line held
      this.flush();
    }
    if (type === "ping") this.send({ type: "pong" });
    if (type === "bye") return this.bye(message);
    if (type === "state") {
      // Only the first state says that the token counts: then everything that waits is sent (again).
      const first = this.live !== this.socket;
      this.live = this.socket;
      this.failures = 0;
      this.polling = false;
      clearTimeout(this.timers.poll);
      this.take(message);
      this.tell("live");
      if (first) this.pending.forEach((act) => this.give(act));
    }
    if (type === "done") this.done(message.id, message.seq);
    if (type === "refused") this.refused(message.id, message);
  }

  take({ seq, role, parts }) {
    this.role = role || this.role;
    if (seq < this.seq) return; // an answer overtaken by a later one
    this.seq = seq;
    Object.assign(this.parts, parts);
    this.stored.filter((one) => one.seq <= seq).forEach((one) => this.shown(one));
    this.handlers.onparts?.(this.parts, Object.keys(parts));
  }

  // Two ends of one rope: a poll that is under way is never doubled.
  async ask() {
    this.polling = true;
    if (this.asking) return;
    this.asking = true;
    try {
      this.take(await call(`${this.base}/api/state?since=${this.seq}`, { token: this.token }));
      if (this.polling) this.tell("slow");
      if (this.poll) this.failures = 0;
      const before = this.stored.length;
      await this.post();
      if (this.stored.length > before) this.take(await call(`${this.base}/api/state?since=${this.seq}`, { token: this.token }));
    } catch (error) {
      if (error instanceof Refusal && [401, 403].includes(error.status)) return this.bye(error);
      if (this.poll) this.failures += 1;
      if (this.polling) this.tell("off");
    } finally {
      this.asking = false;
    }
    const soon = this.pending.some((act) => !act.tried); // done while this was under way
    const wait = this.state === "off" ? Math.max(POLL, this.pause(8000)) : soon ? 0 : POLL;
    if (this.polling && this.running) this.later("poll", wait, () => this.ask());
  }

  flush() {
    if (!this.running) return;
    if (this.state === "live" && this.live === this.socket) this.pending.filter((act) => !act.given).forEach((act) => this.give(act));
    else if (this.polling && !this.asking) this.ask();
  }

  give(act) {
    act.given = true;
    this.tried(act);
    this.send({ type: "act", id: act.id, kind: act.kind, body: act.body });
  }

  async post() {
    for (const act of [...this.pending]) {
      if (!this.polling) return;
      this.tried(act);
      const where = this.role === "trainer" ? "trainer" : "act";
      try {
        const { seq } = await call(`${this.base}/api/${where}`, { token: this.token, body: { id: act.id, kind: act.kind, body: act.body } });
        this.done(act.id, seq);
      } catch (error) {
        if (!(error instanceof Refusal) || error.status >= 500 || error.status === 401) throw error;
        if (error.status === 429) return; // too fast: the next round
        this.refused(act.id, error);
      }
    }
  }

  tried(act) {
    if (act.tried) return;
    act.tried = true;
    keep.set(`${this.code}:act:${act.id}`, act);
  }

  // An act is let go when the state shows it: between the server's yes and that state a mark would vanish.
  done(id, seq) {
    const one = { id, seq };
    this.stored.push(one);
    const leaves = this.pending.some((act) => act.id === id && act.kind === "leave"); // no state comes after it
    if (seq <= this.seq || leaves) this.shown(one);
    else this.later(`stored ${id}`, 3000, () => this.shown(one)); // what changed nothing brings no state
  }

  shown(one) {
    clearTimeout(this.timers[`stored ${one.id}`]);
    this.stored = this.stored.filter((other) => other !== one);
    this.settle(one.id, (act) => this.handlers.ondone?.(act, one.seq));
  }

  drop(act) {
    this.pending = this.pending.filter((other) => other !== act);
    keep.drop(`${this.code}:act:${act.id}`);
  }

  settle(id, then) {
    const act = this.pending.find((one) => one.id === id);
    if (!act) return;
    this.drop(act);
    then(act);
  }

  refused(id, { reason, say }) {
    if (["too_fast", "crowded", "not_saved", "broken"].includes(reason)) {
      const act = this.pending.find((one) => one.id === id);
      if (act) setTimeout(() => this.live && this.live === this.socket && this.give(act), 1000 + 1000 * Math.random());
      return;
    }
    this.settle(id, (act) => this.handlers.onrefused?.(act, { reason, say }));
  }

  bye({ reason, say }) {
    this.stop();
    this.handlers.onbye?.({ reason, say });
  }
}
