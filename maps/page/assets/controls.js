"use strict";
// What the reader may turn: light or dark, the language of names; and how the page goes to paper.
(() => {
  const { el, svg } = khorgos;

  const LANGUAGES = { en: "English", ru: "Русский", kk: "Қазақша", zh: "中文" };
  // Not the tables of all places and lines, unless the reader has opened them.
  const UNFOLDED = ".k-card details, .k-trade, .k-legend, .k-own";
  const PAGE = { theme: "auto", language: "en" };

  /** A country by its English name, with its other names, as khorgos.placeLabel takes it. */
  khorgos.countryOf = ({ base }, text) =>
    ({ name: text, names: base?.names.find(([english]) => english === text)?.at(-1) });

  khorgos.setLanguage = (language) => {
    if (!Object.hasOwn(LANGUAGES, language) || language === khorgos.language) return;
    khorgos.language = language;
    document.dispatchEvent(new CustomEvent("khorgos:language", { detail: { language } }));
  };

  const root = document.documentElement;
  khorgos.setTheme = (theme) => {
    root.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("khorgos:theme", { detail: { theme } }));
  };

  /** To be called before anything is drawn; adds the controls and takes care of printing. */
  khorgos.addControls = (map, data) => {
    const wishes = { ...PAGE, ...data.page };
    khorgos.language = Object.hasOwn(LANGUAGES, wishes.language) ? wishes.language : PAGE.language;
    const views = L.control({ position: "topright" });
    views.onAdd = () => {
      const box = el("div", { class: "leaflet-bar k-views" }, languageChoice(), themeSwitch(wishes.theme));
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    views.addTo(map);
    document.addEventListener("khorgos:language", () =>
      map.eachLayer((layer) => layer instanceof L.Popup && layer.update()));
    foldCredits(map);
    printWell(map);
  };

  function languageChoice() {
    const options = Object.entries(LANGUAGES).map(([code, text]) =>
      el("option", { value: code, lang: code }, text));
    const choice = el("select", {}, options);
    choice.value = khorgos.language;
    choice.addEventListener("change", () => khorgos.setLanguage(choice.value));
    document.addEventListener("khorgos:language", () => (choice.value = khorgos.language));
    return el("label", { title: "Language of names" }, el("span", {}, "Names in"), choice);
  }

  /** Follows the system until the reader decides; a file has no place to remember it. */
  function themeSwitch(wish) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const button = el("button", { type: "button", class: "k-theme", title: "Dark or light map" });
    const set = (dark) => {
      khorgos.setTheme(dark ? "dark" : "light");
      button.setAttribute("aria-pressed", String(dark));
    };
    button.setAttribute("aria-label", "Dark map");
    const ring = { cx: 12, cy: 12, r: 8, fill: "none", stroke: "currentColor", "stroke-width": 2 };
    button.append(svg("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true" },
      svg("circle", ring), svg("path", { d: "M12 4a8 8 0 0 1 0 16z", fill: "currentColor" })));
    const follow = (event) => set(event.matches);
    if (wish === "auto") system.addEventListener("change", follow);
    button.addEventListener("click", () => {
      system.removeEventListener("change", follow);
      set(root.dataset.theme !== "dark");
    });
    set(wish === "auto" ? system.matches : wish === "dark");
    return button;
  }

  /** On a phone the credits are one line, with the names that must be seen first; a button unfolds it. */
  function foldCredits(map) {
    const credits = map.attributionControl.getContainer();
    const button = el("button", { type: "button", class: "k-credits", "aria-label": "All credits" }, "ⓘ");
    const fold = (folded) => {
      credits.classList.toggle("k-folded", folded);
      button.setAttribute("aria-expanded", String(!folded));
    };
    button.addEventListener("click", () => fold(!credits.classList.contains("k-folded")));
    fold(true);
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => {
      L.DomEvent.disableClickPropagation(button);
      return button;
    };
    control.addTo(map);
  }

  /** The map in the size of the paper, with the same view, and everything unfolded. */
  function printWell(map) {
    let before = null;
    const prepare = () => {
      if (before) return;
      const folded = [...document.querySelectorAll(`#khorgos-panel :is(${UNFOLDED}):not([open])`)];
      before = { center: map.getCenter(), zoom: map.getZoom(), folded };
      for (const part of folded) part.open = true;
      const screen = map.getSize();
      document.body.classList.add("k-printing");
      map.invalidateSize({ animate: false, pan: false });
      // As wide as on the screen; what is above and below may lose a little.
      const paper = map.getSize();
      const scale = Math.min(paper.x / screen.x, (1.25 * paper.y) / screen.y);
      map.setView(before.center, Math.floor((before.zoom + Math.log2(scale)) * 4) / 4, { animate: false });
    };
    const restore = () => {
      if (!before) return;
      for (const part of before.folded) part.open = false;
      document.body.classList.remove("k-printing");
      map.invalidateSize({ animate: false, pan: false });
      map.setView(before.center, before.zoom, { animate: false });
      before = null;
    };
    addEventListener("beforeprint", prepare);
    addEventListener("afterprint", restore);
    // A preview that only changes the medium sends no event of its own.
    matchMedia("print").addEventListener("change", ({ matches }) => (matches ? prepare : restore)());
  }
})();
