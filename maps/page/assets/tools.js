"use strict";
// Small helpers.  All text of the data tables enters the page here, as text and never as HTML.
window.khorgos = {};

(() => {
  const SVG = "http://www.w3.org/2000/svg";

  /** An HTML element: khorgos.el("p", {class: "note"}, "text", child, …). */
  const el = (tag, attributes = {}, ...children) =>
    fill(document.createElement(tag), attributes, children);
  khorgos.el = el;

  /** An SVG element. */
  khorgos.svg = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
    return element;
  }

  /** A name in any script, kept apart from the direction of the text around it. */
  khorgos.name = (text) => el("bdi", {}, text);

  /** Name of a place in the language of the map. */
  khorgos.language = "en";
  khorgos.placeName = (place) => place.names?.[khorgos.language] ?? place.name;
  khorgos.placeLabel = (place) => {
    const text = khorgos.placeName(place);
    return el("bdi", text === place.name ? {} : { lang: khorgos.language }, text);
  };

  /** A link in a new tab; plain text unless the address is one of the web. */
  khorgos.link = (text, address, title = "") => {
    let url = null;
    try {
      url = new URL(address);
    } catch {
      // No address at all: a file or a remark.
    }
    if (!url || !["http:", "https:"].includes(url.protocol)) return khorgos.name(text);
    const target = { href: url.href, target: "_blank", rel: "noopener noreferrer", ...(title && { title }) };
    return el("a", target, khorgos.name(text));
  };

  /** A number as people write it: three digits that count, thousands apart. */
  khorgos.number = (value) => {
    const digits = Math.abs(value) < 10 ? 1 : 0;
    return value.toLocaleString("en", { maximumFractionDigits: digits });
  };

  /** Typical hours, and those that one in ten is below or above. */
  khorgos.range = (hours) => {
    const [low, mode, high] = hours.map(khorgos.number);
    return low === high ? mode : `${mode} (${low}–${high})`;
  };

  /** A duration in the unit that people use for it: hours up to two days. */
  khorgos.duration = (hours) =>
    hours < 48 ? `${hours.toFixed(1)} hours` : `${(hours / 24).toFixed(1)} days`;

  /** Do something when what is there has been painted: a timer within a frame fires after it. */
  khorgos.afterPaint = (action) => requestAnimationFrame(() => setTimeout(action));

  khorgos.percent = (share) => `${Math.round(share * 100)} %`;

  /** Undo khorgos.maps.geometry.encode: steps to latitudes and longitudes. */
  khorgos.decode = (steps, scale) => {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([y / scale, x / scale]);
    }
    return points;
  };
})();
