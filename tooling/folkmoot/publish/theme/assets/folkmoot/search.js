// Finds pages by their words while a reader types, from the index that the site carries in small pieces.
//
// It is one file without libraries, and it asks the site itself and nobody else: first `search/index.json`, then only the leaves
// that what was typed leads to. It works on every form with `data-search`: results stand below the field, as links. Where it
// cannot run, the form leads to the search page, which says what to read instead.
"use strict";

(function () {
  // ---- Text into words: small letters without accents, as the index was made.
  const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ" };
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replace(/\p{Mn}/gu, "").replace(/[ßæœøłđðþıς]/gu, (mark) => LETTERS[mark]);
  const wordsOf = (text) => Array.from(new Set(fold(text).match(/[\p{L}\p{N}]+/gu) || []));
  // Ids as one word: `2026-cool` as `2026cool`.
  const joinedOf = (text) => fold(text).split(/\s+/u).filter((part) => /[\p{L}\p{N}][^\p{L}\p{N}]+[\p{L}\p{N}]/u.test(part))
    .map((part) => part.replace(/[^\p{L}\p{N}]+/gu, ""));

  const TITLE = 8, SUMMARY = 3, TEXT = 1, NAMED = 20;
  const WHOLE = 1.5;  // a whole word counts for more than the beginning of one
  const LONGEST = 32, MOST_LEAVES = 24;

  class Finder {
    constructor(base) {
      this.base = base;
      this.leaves = new Map();
    }

    async fetched(name, cache) {
      const answer = await fetch(new URL(`search/${name}.json`, this.base), { credentials: "omit", cache });
      if (!answer.ok) throw new Error(`the index cannot be fetched (${answer.status})`);
      return answer.json();
    }

    // The root, asked for once; after a failure it is asked for again.
    open() {
      this.root = this.root || this.fetched("index", "no-cache").catch((error) => { this.root = null; throw error; });
      return this.root;
    }

    // A leaf is named by what it holds, so what the browser kept of it is as good as new.
    leaf(name) {
      if (!this.leaves.has(name)) this.leaves.set(name, this.fetched(name, "default").catch((error) => { this.leaves.delete(name); throw error; }));
      return this.leaves.get(name);
    }

    // The leaves of a tree that may hold a word, or words that begin so.
    static leading(tree, word, isWhole) {
      return tree.filter(([first], at) => {
        const next = at + 1 < tree.length ? tree[at + 1][0] : null;
        return (next === null || next > word) && (first <= word || (!isWhole && first.startsWith(word)));
      }).slice(0, MOST_LEAVES);
    }

    // What a word finds in a tree: the weight by the number of the entry.
    async weights(tree, word, weights, isWhole) {
      const found = new Map();
      const leaves = await Promise.all(Finder.leading(tree, word, isWhole).map(([, name]) => this.leaf(name)));
      for (const leaf of leaves) {
        for (const known of Object.keys(leaf)) {
          if (isWhole ? known !== word : !known.startsWith(word)) continue;
          const lists = weights.length > 1 ? leaf[known] : [leaf[known]];
          lists.forEach((list, at) => {
            const weight = weights[at] * (known === word ? WHOLE : 1);
            let number = 0;
            for (const apart of list) {
              number += apart;
              if (!(found.get(number) >= weight)) found.set(number, weight);
            }
          });
        }
      }
      return found;
    }

    // Calls `told` with the numbers of what is found, best first: once from titles, names and summaries, then once with the texts.
    async find(query, told) {
      const root = await this.open(), words = wordsOf(query).filter((word) => word.length <= LONGEST);
      if (!words.length) return told([], true);
      const first = await Promise.all(words.map((word) => this.weights(root.first, word, [TITLE, SUMMARY], false)));
      const named = await Promise.all(joinedOf(query).map((word) => this.weights(root.first, word, [NAMED, 0], false)));
      told(Finder.ranked(first, named), false);
      const text = await Promise.all(words.map((word) => this.weights(root.text, word, [TEXT], word.length < 3)));
      first.forEach((found, at) => text[at].forEach((weight, number) => { if (!found.has(number)) found.set(number, weight); }));
      return told(Finder.ranked(first, named), true);
    }

    // What holds every word, the heaviest first; among equals the order of the index.
    static ranked([shortest, ...others], named) {
      const sums = [];
      for (const [number, weight] of shortest) {
        let sum = weight;
        for (const found of others) sum = found.has(number) ? sum + found.get(number) : NaN;
        for (const found of named) sum += found.get(number) || 0;
        if (!Number.isNaN(sum)) sums.push([sum, number]);
      }
      return sums.sort(([one, first], [other, second]) => other - one || first - second).map(([, number]) => number);
    }

    async entries(numbers) {
      const root = await this.open();
      return Promise.all(numbers.map(async (number) => (await this.leaf(root.entries[Math.floor(number / root.per)]))[number % root.per]));
    }
  }

  globalThis.folkmootSearch = { fold, wordsOf, Finder };
  if (typeof document === "undefined" || !document.currentScript) return;

  // ---- In a page.
  const base = new URL("../../", document.currentScript.src);
  const finder = new Finder(base);
  const made = (name, kind, ...inside) => {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    element.append(...inside);
    return element;
  };

  // A text whose words that begin with what was typed are marked.
  function marked(text, words) {
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
      const word = fold(found[0]);
      if (!words.some((one) => word.startsWith(one))) continue;
      parts.push(text.slice(end, found.index), made("mark", "", found[0]));
      end = found.index + found[0].length;
    }
    return [...parts, text.slice(end)];
  }

  function item([address, title, kind, summary], words) {
    const link = made("a", "fm-search__link", ...marked(title, words)), what = made("li", "fm-search__item", link);
    link.href = new URL(address, base);
    if (kind) what.append(made("span", "fm-search__kind", kind));
    if (summary) what.append(made("p", "fm-search__says", ...marked(summary, words)));
    return what;
  }

  class Field {
    constructor(form) {
      this.form = form;
      this.isPage = form.hasAttribute("data-search-page");
      this.input = form.querySelector("input");
      this.status = made("p", "fm-search__status");
      this.status.setAttribute("role", "status");
      this.list = made("ol", "fm-search__list");
      this.more = made("p", "fm-search__more");
      this.place = made("div", "fm-search__results", this.status, this.list, this.more);
      this.place.hidden = !this.isPage;
      form.append(this.place);
      this.turn = this.drawing = 0;
      this.wire();
    }

    wire() {
      this.input.addEventListener("focus", () => finder.open().catch(() => {}));
      this.input.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.search(), 60);
      });
      if (this.isPage) {
        this.form.addEventListener("submit", (event) => { event.preventDefault(); this.search(); });
        const asked = new URLSearchParams(location.search).get("q");
        if (asked) this.input.value = asked;
        if (asked) this.search();
        return;
      }
      this.form.addEventListener("keydown", (event) => this.key(event));
      this.form.addEventListener("focusout", (event) => { if (event.relatedTarget && !this.form.contains(event.relatedTarget)) this.place.hidden = true; });
      this.input.addEventListener("focus", () => { this.place.hidden = !this.status.textContent; });
      document.addEventListener("pointerdown", (event) => { if (!this.form.contains(event.target)) this.place.hidden = true; });
    }

    // Arrows go through the results, Escape goes back to the field and closes them.
    key(event) {
      const stops = [this.input, ...this.place.querySelectorAll("a")], at = stops.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && at >= 0 && !this.place.hidden && stops[at + step]) {
        stops[at + step].focus();
        event.preventDefault();
      } else if (event.key === "Escape" && !this.place.hidden) {
        this.input.focus();
        this.place.hidden = true;
        event.preventDefault();
      }
    }

    async search() {
      const turn = ++this.turn, typed = this.input.value.trim();
      if (this.isPage) history.replaceState(null, "", typed ? `?q=${encodeURIComponent(typed)}` : location.pathname);
      if (!typed) return this.clear();
      this.place.hidden = false;
      try {
        const root = await finder.open();
        if (turn !== this.turn) return null;
        if (!this.list.children.length) this.status.textContent = root.words.searching;
        let before = null;
        await finder.find(typed, (numbers, isAll) => {
          if (turn !== this.turn || (!isAll && !numbers.length) || numbers.join() === before) return;
          before = numbers.join();
          this.showing = this.show(turn, numbers, typed, root.words);
        });
        await this.showing;
      } catch {
        if (turn === this.turn) this.clear(this.form.dataset.failed);
      }
      return null;
    }

    clear(said) {
      this.status.textContent = said || "";
      this.list.replaceChildren();
      this.more.replaceChildren();
      this.place.hidden = !this.isPage && !said;
    }

    async show(turn, numbers, typed, said) {
      const drawing = ++this.drawing, count = this.isPage ? 20 : 7, words = wordsOf(typed);
      const entries = await finder.entries(numbers.slice(0, count));
      if (turn !== this.turn || drawing !== this.drawing) return;
      const form = numbers.length > 1 ? said.some : numbers.length ? said.one : said.none;
      this.list.replaceChildren(...entries.map((entry) => item(entry, words)));
      this.status.textContent = form.replace("{count}", numbers.length.toLocaleString(document.documentElement.lang || "en")).replace("{words}", () => typed);
      this.more.replaceChildren();
      if (numbers.length > count) this.more.append(this.isPage ? this.button(turn, numbers, count, words, said) : this.onward(typed, said));
    }

    onward(typed, said) {
      const link = made("a", "fm-search__all", said.all);
      link.href = new URL(`search/?q=${encodeURIComponent(typed)}`, base);
      return link;
    }

    button(turn, numbers, count, words, said) {
      const button = made("button", "md-button", said.more);
      let shown = count;
      button.type = "button";
      button.addEventListener("click", async () => {
        const entries = await finder.entries(numbers.slice(shown, shown + count));
        if (turn !== this.turn) return;
        const items = entries.map((entry) => item(entry, words));
        this.list.append(...items);
        shown += count;
        items[0].querySelector("a").focus();
        if (shown >= numbers.length) button.remove();
      });
      return button;
    }
  }

  const wireAll = () => document.querySelectorAll("form[data-search]").forEach((form) => new Field(form));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wireAll);
  else wireAll();
})();
