// What a page says to its kernel, in turn, and what it does when nobody answers; every board begins with it.
// A press may change every value: what is done before its answer is there waits, or it would undo the press; and of
// two presses sent at once a busy kernel would hear the later one alone.

const PATIENCE = 8000; // ms without an answer before the page says that nobody is listening
const ASKS = { pressed: 1, opened: 2, upload: 1 }; // trait -> where in it the count of presses stands

// A kernel that was restarted does not say so: `silent` is called after a while, `spoke` as soon as it answers.
function talk(model, { silent, spoke }) {
  const waiting = [];
  let silence = null;
  const count = (trait) => model.get(trait)?.[ASKS[trait]] || 0;
  const answering = () => Object.keys(ASKS).reduce((sum, trait) => sum + count(trait), 0) > model.get("answered");
  const send = () => {
    model.save_changes();
    silence ??= setTimeout(silent, PATIENCE);
  };
  const inTurn = (act) => {
    if (answering()) return void waiting.push(act);
    act();
    send();
  };
  const hush = () => {
    clearTimeout(silence);
    silence = null;
  };
  const heard = () => (hush(), spoke());
  const answered = () => {
    while (waiting.length && !answering()) inTurn(waiting.shift());
  };
  model.on("change:heard", heard);
  model.on("change:answered", answered);
  const edit = (changed) => inTurn(() => model.set("values", { ...model.get("values"), ...changed(model.get("values")) }));
  return {
    edit,
    set: (name, value) => edit(() => ({ [name]: value })),
    press: (name, ...more) => inTurn(() => model.set("pressed", [name, count("pressed") + 1, ...more])),
    open: (what, text) => inTurn(() => model.set("opened", [what, text, count("opened") + 1])),
    upload: (text) => inTurn(() => model.set("upload", [text, count("upload") + 1])),
    end: () => (hush(), model.off("change:heard", heard), model.off("change:answered", answered)),
  };
}
