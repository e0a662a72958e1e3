// What is typed for an answer, as the protocol has it: read(kind, config, text) → the value, or null where it does not fit.
// Nothing here draws or sends. `marks` says how the choices of a kind are numbered: "letters", "numbers" or "none".
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const SECTORS = ["public", "civic", "business"];
const plain = (text) => text.replace(/[−–]/g, "-").trim();
const numbers = (text) => [...plain(text).matchAll(/-?\d+(?:[.,]\d+)?/g)].map(([found]) => Number(found.replace(",", ".")));
const wholes = (text) => (/^[\d\s,;]*$/.test(plain(text)) ? [...text.matchAll(/\d+/g)].map(Number) : []);
const sum = (list) => list.reduce((a, b) => a + b, 0);

// Distinct choices by their letters, or null.
function lettered(text, many) {
  const typed = [...text.toLowerCase().replace(/[\s,;]/g, "")].map((letter) => LETTERS.indexOf(letter));
  const right = typed.length && typed.every((place) => place >= 0 && place < many) && new Set(typed).size === typed.length;
  return right ? typed : null;
}

const READ = {
  number(config, text) {
    const [value, ...reason] = text.split(";");
    return value.trim() ? { value: value.trim(), reason: reason.join(";").trim() } : null;
  },
  choice({ options, many }, text) {
    const found = lettered(text, options.length);
    return found && (many || found.length === 1) ? { chosen: found.map((place) => options[place].id) } : null;
  },
  agree(config, text) {
    const found = lettered(text, 3);
    return found?.length === 1 ? { value: 1 - found[0] } : null;
  },
  ladder({ levels }, text) {
    const found = wholes(text);
    return found.length === 1 && levels.some(({ level }) => level === found[0]) ? { level: found[0] } : null;
  },
  matrix(config, text) {
    const found = numbers(text);
    return found.length === 2 && found.every((n) => Math.abs(n) <= 10) ? { x: found[0] / 10, y: found[1] / 10 } : null;
  },
  triangle(config, text) {
    const found = wholes(text);
    return found.length === 3 && sum(found) === 100 ? { shares: found } : null;
  },
  points({ options, total = 100 }, text) {
    const found = wholes(text);
    if (found.length !== options.length || sum(found) !== total) return null;
    return { points: Object.fromEntries(options.map(({ id }, i) => [id, found[i]])) };
  },
  ranking({ options }, text) {
    const found = lettered(text, options.length);
    return found?.length === options.length ? { order: found.map((place) => options[place].id) } : null;
  },
  ratings(config, text) {
    const found = text.toLowerCase().match(/[1-5x]/g) || [];
    if (found.length !== 3 || !/^[1-5x\s,;]+$/i.test(text)) return null;
    const given = SECTORS.map((sector, i) => [sector, found[i]]).filter(([, mark]) => mark !== "x");
    return given.length ? { ratings: Object.fromEntries(given.map(([sector, mark]) => [sector, Number(mark)])) } : null;
  },
  commitments(config, text) {
    const share = text.trim().endsWith("+");
    const [what, whom, by, ...rest] = text.trim().replace(/\+$/, "").split(";").map((part) => part.trim());
    const fits = what && whom && /^\d{4}-\d\d-\d\d$/.test(by || "") && rest.every((part) => !part);
    return fits ? { what, with_whom: whom, by, share } : null;
  },
};

export const marks = (kind) => ({ choice: "letters", agree: "letters", ranking: "letters", cards: "numbers", wall: "numbers" })[kind] || "none";
export const read = (kind, config, text) => (READ[kind] ? READ[kind](config, text) : null);

// For cards: approvals by number, [[place, on]], or null where the text is words.
export function approvals(text) {
  if (!/^[\d\s,;-]+$/.test(plain(text))) return null;
  return [...plain(text).matchAll(/-?\d+/g)].map(([found]) => [Math.abs(Number(found)) - 1, !found.startsWith("-")]);
}
