// What this device keeps of a room, and one request over HTTP; link.js hands all of it on.

const DRAWER = "wp-live:";

// The server this module came from: a room may live below the address of a Hub.
export const HERE = new URL("..", import.meta.url).href.replace(/\/$/, "");

// Storage may be off (private windows): then everything lives as long as the page.
const memory = new Map();
export const keep = {
  get(name) {
    try {
      const found = localStorage.getItem(DRAWER + name);
      return found === null ? memory.get(name) ?? null : JSON.parse(found);
    } catch {
      return memory.get(name) ?? null;
    }
  },
  set(name, value) {
    memory.set(name, value);
    try {
      localStorage.setItem(DRAWER + name, JSON.stringify(value));
    } catch {
      // full or off
    }
  },
  drop(name) {
    memory.delete(name);
    try {
      localStorage.removeItem(DRAWER + name);
    } catch {
      // off
    }
  },
  names(start) {
    const found = new Set([...memory.keys()]);
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const name = localStorage.key(i);
        if (name.startsWith(DRAWER)) found.add(name.slice(DRAWER.length));
      }
    } catch {
      // off
    }
    return [...found].filter((name) => name.startsWith(start));
  },
};

// crypto.randomUUID is missing on plain http, which is what a room without internet has.
export const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
export const known = (code) => keep.get(`${code}:seat`);
export function forget(code) {
  keep.set(`${code}:seat`, { id: known(code)?.id || fresh() });
  for (const name of keep.names(`${code}:act:`)) keep.drop(name);
}

export class Refusal extends Error {
  constructor({ reason = "", say = null } = {}, status = 0) {
    super(reason);
    Object.assign(this, { reason, say, status });
  }
}

// Some networks swallow a request without an answer: after eight seconds it counts as lost.
export async function call(address, { token, body } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8000);
  try {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(address, {
      method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal: stop.signal, cache: "no-store",
    });
    const said = await answer.json();
    if (!answer.ok) throw new Refusal(said, answer.status);
    return said;
  } finally {
    clearTimeout(timer);
  }
}

// The id is kept before it is sent: whoever presses twice, or loses the answer, has one seat.
export async function join({ code, base = HERE, ...more }) {
  const seat = known(code) || { id: fresh() };
  keep.set(`${code}:seat`, seat);
  const got = await call(`${base}/api/join`, { body: { code, id: seat.id, ...more } });
  keep.set(`${code}:seat`, { ...seat, ...got });
  keep.set("last", code);
  return got;
}
