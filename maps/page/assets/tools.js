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
    const [low, typical, high] = hours.map(khorgos.number);
    return low === high ? typical : `${typical} (${low}–${high})`;
  };

  /** The unit that people use for a duration, in hours, and its name: hours up to two days. */
  khorgos.unit = (hours) => (hours < 48 ? [1, "hours"] : [24, "days"]);

  khorgos.duration = (hours) => {
    const [unit, words] = khorgos.unit(hours);
    return `${(hours / unit).toFixed(1)} ${words}`;
  };

  /** Do something when what is there has been painted: a timer within a frame fires after it. */
  khorgos.afterPaint = (action) => requestAnimationFrame(() => setTimeout(action));

  khorgos.percent = (share) => `${Math.round(share * 100)} %`;

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const NUMBER = new Map([...DIGITS].map((digit, i) => [digit, i]));

  /** Undo khorgos.maps.page.compression.pack: five bits in each character, a sixth says whether more follow. */
  khorgos.unpack = (text) => {
    const numbers = [];
    let [number, shift] = [0, 0];
    for (const digit of text) {
      const bits = NUMBER.get(digit);
      number |= (bits & 31) << shift;
      shift += 5;
      if (bits > 31) continue;
      numbers.push((number >>> 1) ^ -(number & 1));
      [number, shift] = [0, 0];
    }
    return numbers;
  };

  /** Undo the compression of much data: base 64 of zlib.  Browsers can since 2023. */
  khorgos.inflate = (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  };

  /** The data of the page; its routes, which are written field by field, become rows. */
  khorgos.readData = (text) => {
    const data = JSON.parse(text);
    const fields = data.routes.rows;
    data.routes.rows = fields.length ? fields[0].map((_, row) => fields.map((field) => field[row])) : [];
    return data;
  };

  /** Undo khorgos.maps.page.compression.encode: steps to latitudes and longitudes. */
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
