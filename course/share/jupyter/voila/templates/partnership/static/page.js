// The frame round a dashboard: the wait, the theme, the lost connection.
// Every sentence stands in the page already; this file only shows and hides it.
(() => {
  const address = new URLSearchParams(location.search);
  const seconds = (name, usual) => 1000 * (Number(address.get(name)) > 0 ? Number(address.get(name)) : usual);
  const PATIENCE = seconds("patience", 45); // before the wait is called long
  const PULSE = seconds("pulse", 5); // between two looks at the kernel
  const SLOWEST = 6 * PULSE; // between two looks while nobody answers
  const REST = 10_000; // a page that reloads by itself stays at least so long
  const ALONE = /\/(projector|trainer)\.ipynb$/.test(location.pathname); // a screen of the workshop: nobody stands at it

  const part = (name) => document.querySelector(`[data-wp="${name}"]`);
  let base, kernel, late, timer, pause, asking, gone;

  function wear(dark) {
    document.body.dataset.jpThemeLight = String(!dark);
    document.body.dataset.jpThemeName = dark ? "JupyterLab Dark" : "JupyterLab Light";
  }

  function open() {
    base = document.body.dataset.baseUrl.replace(/voila\/$/, "");
    late = setTimeout(() => (part("late").hidden = false), PATIENCE);
    if (document.documentElement.dataset.wpTheme === "auto") {
      const system = matchMedia("(prefers-color-scheme: dark)");
      system.addEventListener("change", () => wear(system.matches));
      wear(system.matches);
    }
  }

  // Voilà calls this twice: once when the cells have come, once when its theme is loaded.
  function ready() {
    if (!window.themeLoaded) {
      window.cellLoaded = true;
      return;
    }
    clearTimeout(late);
    document.getElementById("loading")?.remove();
    document.getElementById("rendered_cells").style.display = "";
    const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    kernel = `${base}api/kernels/${config.kernelId}`;
    look();
  }

  // Behind a login, a script's request counts only with the word that the page was given.
  const word = () => document.cookie.match(/(?:^|; )_xsrf=([^;]+)/)?.[1];
  const ask = (url) => fetch(url, {
    cache: "no-store", signal: AbortSignal.timeout(PULSE), headers: word() ? { "X-XSRFToken": word() } : {},
  });

  // What is lost: nothing (null), the server, or for good the kernel.
  async function lost() {
    try {
      const answer = await ask(kernel);
      if (answer.ok) return (await answer.json()).execution_state === "dead" ? "kernel" : null;
      return answer.status === 404 ? "kernel" : "server";
    } catch {
      return "server";
    }
  }

  function tell(loss) {
    for (const name of ["server", "kernel"]) part(name).hidden = name !== loss;
    if (loss !== "server") part("silent").hidden = true;
    part("badge").hidden = loss === null;
  }

  async function look() {
    if (asking || gone || !kernel) return;
    clearTimeout(timer);
    asking = true;
    const loss = await lost();
    asking = false;
    tell(loss);
    pause = loss ? Math.min(2 * pause, SLOWEST) : PULSE;
    gone = loss === "kernel";
    if (!gone) timer = setTimeout(look, pause);
    else if (ALONE) timer = setTimeout(revive, Math.max(0, REST - performance.now()));
  }

  // Nothing on a screen of the workshop is lost by a reload: it comes back once the server answers.
  async function revive() {
    const there = await ask(`${base}partnership`).then(({ ok }) => ok, () => false);
    if (there) location.reload();
    else timer = setTimeout(revive, PULSE);
  }

  // A page loaded from a server that does not answer would be the browser's own error page: ask first.
  async function reload() {
    try {
      await ask(`${base}partnership`);
      location.reload();
    } catch {
      part("server").hidden = true;
      part("silent").hidden = part("badge").hidden = false;
    }
  }

  // The bar: the same page, its state included, in another language, theme or size.
  function other(pair) {
    const url = new URL(location.href);
    url.searchParams.set(...pair.split("="));
    return url;
  }

  function home(link) {
    const url = new URL(link.href);
    for (const name of ["lang", "theme", "view"]) if (address.has(name)) url.searchParams.set(name, address.get(name));
    if (url.searchParams.get("view") === "trainer") url.searchParams.delete("view");
    link.href = url;
  }

  async function copy(button) {
    const usual = button.textContent;
    await navigator.clipboard.writeText(location.href);
    button.textContent = button.dataset.wpCopy;
    setTimeout(() => (button.textContent = usual), 2000);
  }

  document.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-wp-reload], [data-wp-set], [data-wp-open], [data-wp-home], [data-wp-copy]");
    if (!hit) return;
    if ("wpReload" in hit.dataset) reload();
    else if ("wpSet" in hit.dataset) location.assign(other(hit.dataset.wpSet));
    else if ("wpOpen" in hit.dataset) window.open(other(hit.dataset.wpOpen), "_blank", "noopener"); // the notes stay here
    else if ("wpHome" in hit.dataset) home(hit);
    else copy(hit);
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  window.addEventListener("pageshow", (event) => event.persisted && look());
  window.addEventListener("pagehide", () => clearTimeout(timer));

  window.wpPage = { open, ready };
  // The names by which Voilà's own template and scripts call the page.
  window.voila_finish = window.display_cells = ready;
  window.voila_process = window.voila_heartbeat = window.update_loading_text = () => {};
})();
