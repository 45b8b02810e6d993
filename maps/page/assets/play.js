"use strict";
// The shipment on its way: a marker that moves along a route and stops where it waits.
(() => {
  const { el } = khorgos;

  const SECONDS = 24; // for a whole journey
  let stage = null;

  /** Called once: where shipments are shown. */
  khorgos.makeStage = (map) => {
    const dot = el("div", { class: "k-shipment-dot" });
    const told = el("div", { class: "k-shipment-words" });
    const icon = L.divIcon({ className: "k-shipment", html: el("div", {}, dot, told), iconSize: [0, 0] });
    const marker = L.marker([0, 0], { icon, interactive: false, keyboard: false, pane: "khorgos-marks", zIndexOffset: 9000 });
    stage = { map, marker, dot, told, owner: null };
  };

  /** Take the shipment off the map. */
  khorgos.clearStage = () => {
    stage.owner?.stop();
    stage.owner = null;
    stage.marker.remove();
  };

  class Player {
    constructor(route, colour) {
      Object.assign(this, { route, colour, hour: 0, frame: 0 });
      const { end } = route.moments.at(-1);
      this.end = end;
      this.button = el("button", { type: "button", class: "k-play" }, "▶ Play");
      this.button.addEventListener("click", () => (this.frame ? this.stop() : this.start()));
      this.slider = el("input", { type: "range", min: "0", max: "1000", value: "0", step: "1",
        "aria-label": "Time since departure" });
      this.slider.addEventListener("input", () => {
        this.stop();
        this.show((this.slider.value / 1000) * this.end);
      });
      this.told = el("output", { class: "k-where" }, "Follow a shipment that takes P50");
      this.element = el("div", { class: "k-player" }, this.button, this.slider, this.told);
    }

    start() {
      if (stage.owner !== this) khorgos.clearStage();
      if (this.hour >= this.end) this.hour = 0;
      let before = performance.now();
      const step = (now) => {
        this.show(this.hour + ((now - before) / 1000 / SECONDS) * this.end);
        before = now;
        this.frame = this.hour < this.end ? requestAnimationFrame(step) : 0;
        if (!this.frame) this.stop();
      };
      this.frame = requestAnimationFrame(step);
      this.button.textContent = "❚❚ Pause";
    }

    stop() {
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      this.button.textContent = "▶ Play";
    }

    show(hour) {
      this.hour = Math.min(hour, this.end);
      const { data } = this.route;
      const [moment, at] = this.route.at(this.hour);
      const waits = moment.from === moment.to;
      const [unit, words] = khorgos.unit(this.end);
      const clock = unit === 1 ? `${this.hour.toFixed(1)} hours` : `day ${(this.hour / unit).toFixed(1)}`;
      const place = (number) => khorgos.placeName(data.places[number]);
      const { leg } = moment;
      const what = waits
        ? `${leg.activity === "rest" ? "" : `${place(leg.from)}, `}${khorgos.activity(leg).toLowerCase()}: ${
          khorgos.duration(moment.end - moment.begin)}`
        : `${place(leg.from)} – ${place(leg.to)}`;
      this.told.value = `${clock} · ${what}`;
      this.slider.value = String(Math.round((this.hour / this.end) * 1000));
      this.slider.setAttribute("aria-valuetext", this.told.value);
      stage.owner = this;
      stage.dot.style.background = this.colour;
      stage.dot.classList.toggle("k-waits", waits);
      stage.told.textContent = `${clock}${waits ? ` · ${what}` : ""}`;
      stage.marker.setLatLng(at);
      if (!stage.map.hasLayer(stage.marker)) stage.marker.addTo(stage.map);
      // Words stand on the side that has room.
      const left = stage.map.latLngToContainerPoint(at).x > stage.map.getSize().x / 2;
      stage.told.classList.toggle("k-left", left);
      if (!stage.map.getBounds().pad(-0.05).contains(at)) stage.map.panTo(at, { animate: false });
    }
  }

  /** Button, slider and words that follow one route. */
  khorgos.player = (route, colour) => new Player(route, colour).element;
})();
