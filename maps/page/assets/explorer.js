"use strict";
// Choose origin, destination, service and corridor among the hubs; the address keeps the choice.
(() => {
  const { el, name, number } = khorgos;

  const ANY = "";

  /** Way in and out of what a reader has chosen. */
  class Explorer {
    constructor(map, data, trips, changed) {
      Object.assign(this, { map, data, trips, changed });
      const { from, to, service } = this.row(data.explorer.first);
      this.choice = { from, to, service, corridor: ANY, route: null };
      this.index = new Map();
      this.services = new Set();
      // Those before were asked for, and are not among the choices.
      for (let route = data.explorer.routes; route < data.routes.rows.length; route++) {
        const { from: a, to: b, service: s } = this.row(route);
        const key = `${a} ${b} ${s}`;
        if (!this.index.has(key)) this.index.set(key, []);
        this.index.get(key).push(route);
        this.services.add(s);
      }
      this.box = el("div", { class: "k-explorer" });
      this.message = el("p", { class: "k-message", role: "status" });
      this.result = el("div", {});
      this.build();
      addEventListener("hashchange", () => {
        if (location.hash !== this.hash()) this.follow();
      });
    }

    /** Its hubs and the service of a route, without making the route. */
    row(route) {
      const { fields, rows, kinds } = this.data.routes;
      const cell = (field) => rows[route][fields.route.indexOf(field)];
      const { service, corridor, id } = kinds[cell("kind")];
      const [from, to] = this.data.explorer.ends[route] ?? [cell("from"), cell("to")];
      return { from, to, service, corridor, id, median: cell("quantiles")[1] };
    }

    routes({ from, to, service } = this.choice) {
      return this.index.get(`${from} ${to} ${service}`) ?? [];
    }

    build() {
      this.selects = {};
      const field = (key, label) => {
        const select = el("select", { name: key });
        select.addEventListener("change", () => this.pick(key, select.value));
        this.selects[key] = select;
        return el("label", {}, el("span", {}, label), select);
      };
      const swap = el("button", { type: "button", class: "k-swap", title: "Swap origin and destination", "aria-label": "Swap origin and destination" }, "⇅");
      swap.addEventListener("click", () => {
        const { from, to } = this.choice;
        this.set({ from: to, to: from, route: null });
      });
      this.box.append(
        el("form", { class: "k-choose", "aria-label": "Choose a route" },
          el("div", { class: "k-ends" }, field("from", "From"), field("to", "To"), swap),
          el("div", { class: "k-how" }, field("service", "Service"), field("corridor", "Corridor"))),
        this.message, this.result);
      this.box.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    }

    pick(key, value) {
      if (key === "from" || key === "to") {
        const other = key === "from" ? "to" : "from";
        const change = { [key]: Number(value), route: null };
        // The same hub at both ends: the other end moves to where this one was.
        if (this.choice[other] === change[key]) change[other] = this.choice[key];
        this.set(change);
      } else {
        this.set({ [key]: value, route: null });
      }
    }

    /** Change the choice, and show it; of one that a link asked for, message and address stay. */
    set(change, { keep = false } = {}) {
      performance.mark("khorgos:choosing");
      khorgos.afterPaint(() => performance.measure("khorgos:chosen", "khorgos:choosing"));
      Object.assign(this.choice, change);
      const routes = this.routes();
      if (!routes.some((route) => this.row(route).corridor === this.choice.corridor)) this.choice.corridor = ANY;
      if (!routes.includes(this.choice.route)) {
        this.choice.route = routes.find((route) =>
          this.choice.corridor === ANY || this.row(route).corridor === this.choice.corridor) ?? null;
      }
      this.show();
      if (keep) return;
      this.message.textContent = "";
      this.write();
    }

    write() {
      const hash = this.hash();
      if (location.hash !== hash) keepLink(hash);
    }

    show() {
      const { data, choice } = this;
      this.fill();
      khorgos.clearStage();
      const routes = this.routes().map((route) => khorgos.route(data, route));
      const chosen = choice.route === null ? null : khorgos.route(data, choice.route);
      if (!chosen) {
        this.result.replaceChildren(el("p", { class: "k-note" }, "No way between these hubs is in this page."));
        this.trips.choose(null, []);
        this.changed(null);
        return;
      }
      const colour = khorgos.routeColour(data, data.asked.length);
      const card = khorgos.routeCard(chosen, { label: "Chosen route", colour });
      card.querySelector("h2").after(this.ways(routes, chosen, colour));
      this.result.replaceChildren(card);
      this.trips.choose(chosen, routes.filter((route) => route !== chosen));
      this.changed(chosen);
    }

    fill() {
      const { data, choice, selects } = this;
      const fill = (select, options, value) => {
        select.replaceChildren(...options.map(([key, text]) => el("option", { value: key }, text)));
        select.value = value;
      };
      const places = data.explorer.hubs
        .map((hub) => [String(hub), khorgos.placeName(data.places[hub])])
        .sort(([, a], [, b]) => a.localeCompare(b, khorgos.language));
      fill(selects.from, places, String(choice.from));
      fill(selects.to, places, String(choice.to));
      const words = { fast: "Fast: timetable or priority", standard: "Standard" };
      fill(selects.service, [...this.services].map((service) => [service, words[service] ?? service]), choice.service);
      const medians = new Map(); // of the first of each: the quickest come first
      for (const route of this.routes()) {
        const { corridor, median } = this.row(route);
        if (!medians.has(corridor)) medians.set(corridor, median);
      }
      const corridors = [...medians].map(([corridor, median]) =>
        [corridor, `${data.corridors[corridor] ?? corridor} (${khorgos.duration(median)})`]);
      fill(selects.corridor, [[ANY, "All"], ...corridors], choice.corridor);
    }

    /** All ways between the two hubs, each with its range on one scale. */
    ways(routes, chosen, colour) {
      const most = Math.max(...routes.map((route) => route.quantiles[2]));
      const [unit, words] = khorgos.unit(most);
      const rows = routes.map((route) => {
        const [p10, p50, p90] = route.quantiles;
        const percent = (hours) => `${(100 * hours) / most}%`;
        const range = el("i", { class: "k-span" });
        range.style.left = percent(p10);
        range.style.width = percent(p90 - p10);
        const middle = el("i", { class: "k-middle" });
        middle.style.left = percent(p50);
        if (route === chosen) {
          range.style.background = colour;
          middle.style.background = colour;
        }
        const button = el("button", { type: "button", "aria-pressed": String(route === chosen) }, route.way);
        button.addEventListener("click", () => {
          this.set({ route: route.number });
          this.box.querySelector(".k-ways [aria-pressed=true]")?.focus();
        });
        return el("tr", {},
          el("th", { scope: "row" }, button, el("div", { class: "k-scale", "aria-hidden": "true" }, range, middle),
            el("small", {}, [`${number(route.km)} km`, ...khorgos.totals(route), ...route.why].join(" · "))),
          el("td", {}, (p10 / unit).toFixed(1)), el("td", {}, el("b", {}, (p50 / unit).toFixed(1))),
          el("td", {}, (p90 / unit).toFixed(1)));
      });
      return el("table", { class: "k-ways" },
        el("caption", {}, `Ways, ${words} from terminal to terminal; US$ and CO₂e of one forty-foot container`),
        el("thead", {}, el("tr", {}, ["Way", "P10", "P50", "P90"].map((word) => el("th", { scope: "col" }, word)))),
        el("tbody", {}, rows));
    }

    /** The choice as a link: #from=Xi'an&to=Duisburg&service=fast&way=rail-northern-khorgos. */
    hash() {
      const { data, choice } = this;
      const words = new URLSearchParams();
      words.set("from", data.places[choice.from].name);
      words.set("to", data.places[choice.to].name);
      words.set("service", choice.service);
      if (choice.corridor !== ANY) words.set("corridor", choice.corridor);
      const first = this.routes().find((route) => choice.corridor === ANY || this.row(route).corridor === choice.corridor);
      if (choice.route !== null && choice.route !== first) words.set("way", this.row(choice.route).id);
      return `#${words}`;
    }

    /** A hub by one of its names, as the command line reads them, or by a part that no other has. */
    hub(asked) {
      const { names } = this.data.explorer;
      const wanted = this.joined(asked);
      if (Object.hasOwn(names, wanted)) return names[wanted];
      const parts = wanted ? Object.keys(names).filter((name) => name.includes(wanted)) : [];
      const hubs = new Set(parts.map((name) => names[name]));
      return hubs.size === 1 ? [...hubs][0] : undefined;
    }

    /** The comparable form of a name, as khorgos.geo.places.gazetteer.joined makes it. */
    joined(name) {
      const { letters } = this.data.explorer;
      const bare = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
      return Array.from(bare, (letter) => (Object.hasOwn(letters, letter) ? letters[letter] : letter)).join("").replace(/\s/gu, "");
    }

    /** Whether a hub is called just so in one of the languages. */
    called(asked, hub) {
      const { name, names = {} } = this.data.places[hub];
      const plain = (text) => text.trim().toLowerCase();
      return [name, ...Object.values(names)].map(plain).includes(plain(asked));
    }

    /** Read the address; what it asks in vain is told, with what is shown instead. */
    follow() {
      const { data, choice } = this;
      const { words, strange } = readLink(location.hash);
      const change = { corridor: ANY, route: null };
      const lost = new Map(); // what was asked in vain, by its key
      const read = []; // what was asked under another name, and the hub
      for (const key of ["from", "to"]) {
        const asked = words.get(key);
        if (asked === undefined) continue;
        const found = this.hub(asked);
        if (found === undefined) lost.set(key, asked);
        else change[key] = found;
        if (found !== undefined && !this.called(asked, found)) read.push([asked, found]);
      }
      let same = false;
      if ((change.from ?? choice.from) === (change.to ?? choice.to)) {
        if (change.from !== undefined && change.to === undefined) change.to = choice.from;
        else if (change.to !== undefined && change.from === undefined) change.from = choice.to;
        same = (change.from ?? choice.from) === (change.to ?? choice.to);
        if (same) {
          delete change.from;
          delete change.to;
        }
      }
      const take = (key, known) => {
        const asked = words.get(key);
        if (asked === undefined) return;
        if (known(asked)) change[key] = asked;
        else lost.set(key, asked);
      };
      take("service", (service) => this.services.has(service));
      take("corridor", (corridor) => Object.hasOwn(data.corridors, corridor));
      this.set(change, { keep: true });
      const asked = words.get("way");
      const way = this.routes().find((route) => this.row(route).id === asked);
      const apart = way !== undefined && ![ANY, this.row(way).corridor].includes(choice.corridor);
      if (way !== undefined) this.set({ route: way, corridor: apart ? ANY : choice.corridor }, { keep: true });
      else if (asked !== undefined) lost.set("way", asked);
      const taken = (key) => {
        if (key === "way") return [choice.route === null ? "none" : khorgos.route(data, choice.route).way];
        if (key === "service") return [choice.service];
        if (key === "corridor") return ["any"];
        return [`${key} `, khorgos.placeLabel(data.places[choice[key]])];
      };
      const told = [...lost].map(([key, text]) => [WANTED[key], quoted(text), "; shown is ", taken(key), ". "]);
      for (const [asked, hub] of read) told.push([quoted(asked), " is read as ", khorgos.placeLabel(data.places[hub]), ". "]);
      if (same) told.push(["Origin and destination are the same hub; shown is ", taken("from"), " ", taken("to"), ". "]);
      if (!lost.has("way") && change.corridor !== ANY && choice.corridor === ANY && way === undefined) {
        told.push(["This pair has no way by ", name(data.corridors[change.corridor]), "; the quickest is shown. "]);
      }
      if (apart) told.push(["The way ", quoted(asked), " is not by ", name(data.corridors[change.corridor]), "; shown is that way. "]);
      for (const key of strange) told.push(["A link knows no ", quoted(key), `, only ${KEYS.join(", ")}, each once. `]);
      this.message.replaceChildren(...told.flat(Infinity));
      // A link in vain stays to be read and mended until the reader chooses.
      if (!told.length) this.write();
    }
  }

  const KEYS = ["from", "to", "service", "corridor", "way"];
  const WANTED = {
    from: "No hub is called ",
    to: "No hub is called ",
    service: "No service is called ",
    corridor: "No corridor is called ",
    way: "This pair has no way called ",
  };
  const LONGEST = 60; // letters of what is told again

  /** Put the choice into the address; a frame of a notebook has none of its own. */
  function keepLink(hash) {
    try {
      history.replaceState(null, "", hash);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  }

  /** What a link asks, by its keys, and what it asks beyond them or twice. */
  function readLink(hash) {
    let text = hash.slice(1);
    // Some mail and chat programs encode a link as a whole, and some as HTML.
    for (let times = 0; times < 3 && text && !text.includes("="); times++) text = decoded(text);
    const [words, strange] = [new Map(), []];
    for (const [key, value] of new URLSearchParams(text.replace(/&(?:amp|#38|#x26);/gi, "&"))) {
      if (!KEYS.includes(key) || words.has(key)) strange.push(key);
      else words.set(key, value);
    }
    return { words, strange };
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a sign of percent that stands for itself
    }
  }

  /** Something that was asked, in one line. */
  function quoted(text) {
    const letters = [...text.replace(/[\s\p{Cc}]+/gu, " ")];
    return ["“", name(letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : letters.join("")), "”"];
  }

  khorgos.makeExplorer = (map, data, trips, changed) => new Explorer(map, data, trips, changed);
})();
