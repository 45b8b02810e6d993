"use strict";
// As much of a browser's document as the scripts of the page touch.

class Text {
  constructor(text) {
    this.textContent = String(text);
  }

  get outerHTML() {
    return this.textContent.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }
}

class Events {
  listeners = {};

  addEventListener(type, listener) {
    (this.listeners[type] ??= []).push(listener);
  }

  dispatchEvent(event) {
    for (const listener of this.listeners[event.type] ?? []) listener(event);
  }
}

class Element extends Events {
  constructor(tag) {
    super();
    Object.assign(this, { tag, attributes: {}, nodes: [], parent: null, style: {}, dataset: {} });
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name === "value") this.value = String(value);
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  append(...nodes) {
    for (const node of nodes) {
      const child = node instanceof Element || node instanceof Text ? node : new Text(node);
      child.parent = this;
      this.nodes.push(child);
    }
  }

  replaceChildren(...nodes) {
    this.nodes = [];
    this.append(...nodes);
  }

  after(node) {
    node.parent = this.parent;
    this.parent.nodes.splice(this.parent.nodes.indexOf(this) + 1, 0, node);
  }

  remove() {
    this.parent?.nodes.splice(this.parent.nodes.indexOf(this), 1);
  }

  get children() {
    return this.nodes.filter((node) => node instanceof Element);
  }

  get lastChild() {
    return this.nodes.at(-1);
  }

  get textContent() {
    return this.nodes.map((node) => node.textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(text);
  }

  set innerHTML(_) {
    throw new Error("a text would enter the page as HTML");
  }

  get outerHTML() {
    const attributes = Object.entries(this.attributes).map(([name, value]) => ` ${name}="${new Text(value).outerHTML}"`);
    return `<${this.tag}${attributes.join("")}>${this.nodes.map((node) => node.outerHTML).join("")}</${this.tag}>`;
  }

  get classList() {
    const words = () => new Set((this.attributes.class ?? "").split(" ").filter(Boolean));
    return {
      contains: (word) => words().has(word),
      toggle: (word, on = !words().has(word)) => {
        const all = words();
        if (on) all.add(word);
        else all.delete(word);
        this.attributes.class = [...all].join(" ");
        return on;
      },
    };
  }

  get all() {
    return this.children.flatMap((child) => [child, ...child.all]);
  }

  /** "tag", ".class", "[name=value]" and what is made of them, one within the other. */
  querySelectorAll(selector) {
    return selector.split(" ").reduce((roots, part) => {
      const [, tag, rest] = part.match(/^(\w*)(.*)$/);
      const fits = (element) => (!tag || element.tag === tag)
        && [...rest.matchAll(/\.([\w-]+)/g)].every(([, word]) => element.classList.contains(word))
        && [...rest.matchAll(/\[([\w-]+)=([^\]]*)\]/g)].every(([, name, value]) => element.getAttribute(name) === value);
      return [...new Set(roots.flatMap((root) => root.all))].filter(fits);
    }, [this]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  click() {
    this.dispatchEvent({ type: "click" });
  }

  focus() {
    globalThis.document.activeElement = this;
  }

  getContext() {
    return { measureText: (text) => ({ width: 7 * text.length }) };
  }
}

class Document extends Events {
  documentElement = new Element("html");
  body = new Element("body");
  activeElement = this.body;

  createElement(tag) {
    return new Element(tag);
  }

  createElementNS(_, tag) {
    return new Element(tag);
  }
}

module.exports = { Document, Element, Events };
