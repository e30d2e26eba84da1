// Checks a published draw again in the reader's own browser: every digest, every quota, every fraction, every ticket.
//
// It is one file without libraries. In a page it finds elements with `data-check-draw`, fetches the files that they name from
// the same origin and nothing else, and does the work in a Web Worker made of this same file. `checkDraw` is the check itself, a
// pure function of bytes: checkDraw({call, roster, draw, log, lottery}) -> [{what, holds, detail}]; `log` and, without
// quotas, `lottery` may be left out. `holds` is null for what a browser cannot check here. A roster in shards is its `SHA256SUMS`,
// with `shards`, their bytes by their names in it. In the worker a shard is fetched, checked and forgotten before the next ones.
"use strict";

(function () {
  class Wrong extends Error {}
  class Unreached extends Error {}

  // ---- SHA-256 (FIPS 180-4), synchronous: a roster has a ticket an entry, and a promise an entry would take minutes.
  const ROOTS = new Int32Array(64);
  const START = new Int32Array(8);
  (function primes() {
    const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
    for (let number = 2, found = 0; found < 64; number++) {
      let prime = true;
      for (let part = 2; part * part <= number; part++) if (number % part === 0) prime = false;
      if (!prime) continue;
      if (found < 8) START[found] = fraction(Math.sqrt(number));
      ROOTS[found++] = fraction(Math.cbrt(number));
    }
  })();
  const WORDS = new Int32Array(64);

  function compress(state, bytes, offset) {
    for (let i = 0; i < 16; i++, offset += 4) {
      WORDS[i] = (bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = WORDS[i - 15], y = WORDS[i - 2];
      const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      WORDS[i] = (WORDS[i - 16] + low + WORDS[i - 7] + high) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + high + ((e & f) ^ (~e & g)) + ROOTS[i] + WORDS[i]) | 0;
      const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  const hex = (state) => Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

  function sha256(bytes) {
    const state = START.slice(), whole = bytes.length - (bytes.length % 64);
    for (let offset = 0; offset < whole; offset += 64) compress(state, bytes, offset);
    const rest = bytes.length - whole, last = new Uint8Array(rest < 56 ? 64 : 128);
    last.set(bytes.subarray(whole));
    last[rest] = 128;
    const view = new DataView(last.buffer);
    view.setUint32(last.length - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(last.length - 4, (bytes.length * 8) >>> 0);
    for (let offset = 0; offset < last.length; offset += 64) compress(state, last, offset);
    return hex(state);
  }

  const encoder = new TextEncoder();
  const digestOf = (text) => sha256(encoder.encode(text));

  // The SHA-256 of an entry in one block, behind `behind` bytes that were compressed before it and one mark: an entry has 54 bytes
  // at most. The state is the same array each time.
  function inOneBlock(before, behind, mark) {
    const state = new Int32Array(8), block = new Uint8Array(64);
    return (entry) => {
      let end = 0;
      state.set(before);
      block.fill(0);
      if (mark) block[end++] = mark;
      for (let i = 0; i < entry.length; i++) block[end++] = entry.charCodeAt(i);
      block[end] = 128;
      const bits = (behind + end) * 8;
      block[62] = bits >>> 8;
      block[63] = bits & 255;
      compress(state, block, 0);
      return state;
    };
  }

  // A seed fills one block, so that a ticket sha256(seed ":" entry) costs one block more.
  function tickets(seed) {
    const before = START.slice();
    compress(before, encoder.encode(seed), 0);
    return inOneBlock(before, 64, 58);
  }

  let tell = () => {};  // what a long check says of how far it is: words, and how much of all is done
  const STEP = 65536;

  const byTicket = (one, other) =>
    one.ticket < other.ticket ? -1 : one.ticket > other.ticket ? 1 : one.entry < other.entry ? -1 : one.entry > other.entry ? 1 : 0;

  // The lowest tickets up to the `count`-th that is not excluded, in order; the bar is lowered on the way to save memory.
  function lowest(seed, entries, count, skip) {
    const ticket = tickets(seed);
    let kept = [], bar = 0xffffffff, limit = 2048;
    const cut = () => {
      kept.sort(byTicket);
      let left = count, end = 0;
      while (end < kept.length && left > 0) left -= skip.has(kept[end++].entry) ? 0 : 1;
      kept = kept.slice(0, end);
      if (left === 0 && end) bar = parseInt(kept[end - 1].ticket.slice(0, 8), 16);
      limit = Math.max(2048, 2 * kept.length);
    };
    if (count > 0) {
      let done = 0;
      for (const entry of entries) {
        const state = ticket(entry);
        if (++done % STEP === 0) tell("tickets", done / entries.length);
        if (state[0] >>> 0 > bar) continue;
        kept.push({ entry, ticket: hex(state) });
        if (kept.length > limit) cut();
      }
    }
    cut();
    return kept;
  }

  // All entries by their tickets, found as far as somebody asks: order(place) -> {at, entry, ticket}, or nothing behind the last.
  function inOrder(seed, entries) {
    const ticket = tickets(seed), words = new Uint32Array(entries.length), found = [], width = Math.ceil(4294967296 * Math.min(1, 4096 / (entries.length || 1)));
    for (let at = 0; at < entries.length; at++) {
      words[at] = ticket(entries[at])[0];
      if (at % STEP === 0) tell("tickets", at / entries.length);
    }
    let from = 0;
    return (place) => {
      for (; place >= found.length && from < 4294967296; from += width) {
        const next = [];
        for (let at = 0; at < words.length; at++) {
          if (words[at] >= from && words[at] < from + width) next.push({ at, entry: entries[at], ticket: hex(ticket(entries[at])) });
        }
        for (const one of next.sort(byTicket)) found.push(one);
      }
      return found[place];
    };
  }

  // ---- The head of call.md. This reads less than YAML: what could be understood in two ways is refused.
  const QUOTED = `"[^"\\\\]*"|'[^']*'`;
  const PLAIN = `[^\\s\\[\\]{},:#&*!|>%@\`"'?~-](?:[^\\s\\[\\]{},:]|:(?=[^\\s\\[\\]{},])|[ ]+(?=[^\\s\\[\\]{},:#]))*`;
  const TOKEN = new RegExp(`[ ]*(?:(?<mark>[\\[\\]{},]|:(?=[ \\[\\]{},]|$))|(?<text>${QUOTED}|${PLAIN}))[ ]*`, "uy");
  const PAIR = new RegExp(`^(${QUOTED}|[^\\s\\[\\]{},:#&*!|>%@\`"'?~-][^\\[\\]{},:#]*):(?: +(\\S.*))?$`, "u");
  const COMMENT = new RegExp(`((?<![^\\s\\[{,])(?:${QUOTED}))|(?<!\\S)#.*`, "gu");
  const START_OF_SCALAR = "(?:^|[\\[{,]|[:?-](?= ))\\s*";
  const LONG_QUOTED = `"(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'`;
  const KEYS = ["id", "method", "roster", "roster_digest", "seats", "alternates", "strata", "exclude", "sources"].concat(
    ["quotas", "household", "lottery", "stage", "max_per", "unbound"]);

  function readHead(text) {
    const lines = text.split("\n"), end = lines.indexOf("---", 1);
    if (lines[0] !== "---" || end < 0) throw new Wrong("call.md has no head between two lines '---'");
    const fields = new Map();
    let name = "";
    for (const line of lines.slice(1, end)) {
      const key = /^([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?$/u.exec(line);
      if (key) {
        name = key[1];
        if (fields.has(name)) throw new Wrong(`'${name}' stands twice in call.md`);
        fields.set(name, [[1, key[2] || ""]]);
      } else if (name && (!line || " #".includes(line[0]) || line.startsWith("- "))) {
        fields.get(name).push([line.length - line.replace(/^ +/u, "").length, line]);
      } else throw new Wrong(`the line '${line}' of call.md is not 'name: value'`);
      const bare = line.replace(new RegExp(`(${START_OF_SCALAR})(?:${LONG_QUOTED})`, "gu"), "$1x");
      if (/[\t\r\x85\u2028\u2029\ufeff]/u.test(line) || new RegExp(`${START_OF_SCALAR}["']`, "u").test(bare)) {
        throw new Wrong(`a tab or an odd line end, or a quoted text that goes on, in '${line}'`);
      }
    }
    const call = Object.create(null);
    for (const key of KEYS) {
      if (!fields.has(key)) continue;
      const cut = fields.get(key).map(([depth, line]) => [depth, line.replace(COMMENT, (_, kept) => kept || "").trim()]);
      call[key] = readBlock(cut.filter(([, line]) => line));
    }
    return call;
  }

  function readBlock(lines) {
    if (!lines.length) throw new Wrong("a value is missing in call.md");
    const [indent, first] = lines[0], isList = first.startsWith("- ");
    if (!isList && !PAIR.test(first)) {
      if (lines.length > 1 && !"[{".includes(first[0])) throw new Wrong(`'${first}' goes on in a second line`);
      return readFlow(lines.map(([, line]) => line).join(" "));
    }
    const blocks = [];
    for (const [depth, line] of lines) {
      if (depth < indent || (depth === indent && isList && !line.startsWith("- "))) throw new Wrong(`'${line}' is not indented like its neighbours`);
      if (depth === indent && (isList || !line.startsWith("- "))) blocks.push([]);
      blocks[blocks.length - 1].push([depth, line]);
    }
    if (!isList) return mapping(blocks.map(readPair));
    return blocks.map(([[, line], ...rest]) => {
      const body = line.slice(2).trimStart();
      return readBlock([[indent + line.length - body.length, body], ...rest]);
    });
  }

  function readPair([[indent, line], ...rest]) {
    const pair = PAIR.exec(line);
    if (!pair || (pair[2] && (pair[2].startsWith("- ") || PAIR.test(pair[2])))) throw new Wrong(`'${line}' stands where 'name: value' should`);
    return [readFlow(pair[1]), readBlock(pair[2] ? [[indent + 1, pair[2]], ...rest] : rest)];
  }

  // `{name: [one, "two"]}` or a scalar on one line; every scalar is a text.
  function readFlow(text) {
    const parts = [];
    for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(text);
      if (!token || token.groups.text === "null") throw new Wrong(`'${text.slice(at)}' is not plain: a text like this belongs between double quotes`);
      const scalar = token.groups.text || "";
      parts.push(token.groups.mark ? { mark: token.groups.mark } : { scalar: `"'`.includes(scalar[0]) ? scalar.slice(1, -1) : scalar });
    }
    let at = 0;
    const mark = (wanted) => at < parts.length && parts[at].mark === wanted && (at++, true);
    const refuse = () => { throw new Wrong(`'${text}' is not one value`); };
    const some = (close, item) => {
      const items = [];
      if (mark(close)) return items;
      do items.push(item()); while (mark(","));
      return mark(close) ? items : refuse();
    };
    const value = () => {
      if (mark("[")) return some("]", value);
      if (mark("{")) return mapping(some("}", () => [scalar(), mark(":") ? value() : refuse()]));
      return scalar();
    };
    const scalar = () => (at < parts.length && "scalar" in parts[at] ? parts[at++].scalar : refuse());
    const found = value();
    return at === parts.length ? found : refuse();
  }

  function mapping(pairs) {
    const result = Object.create(null);
    for (const [name, value] of pairs) {
      if (typeof name !== "string" || name in result) throw new Wrong(`'${name}' stands twice, or is no name`);
      result[name] = value;
    }
    return result;
  }

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const text = (value, what) => { if (typeof value !== "string") throw new Wrong(`${what} is not a text`); return value; };
  const list = (value, what) => { if (!Array.isArray(value)) throw new Wrong(`${what} is not a list`); return value; };
  const group = (value, what) => { if (!isObject(value)) throw new Wrong(`${what} is not a group of fields`); return value; };
  function count(value, what) {
    if (typeof value !== "string" || !/^(0|[1-9][0-9]{0,15})$/u.test(value) || !Number.isSafeInteger(Number(value))) throw new Wrong(`${what} is '${value}'`);
    return Number(value);
  }

  // ---- The roster.
  function compareText(one, other) {  // by code points, as bytes of UTF-8 compare
    const left = Array.from(one, (mark) => mark.codePointAt(0)), right = Array.from(other, (mark) => mark.codePointAt(0));
    for (let i = 0; i < Math.min(left.length, right.length); i++) if (left[i] !== right[i]) return left[i] - right[i];
    return left.length - right.length;
  }

  function compare(one, other) {
    if (!Array.isArray(one)) return compareText(one, other);
    for (let i = 0; i < Math.min(one.length, other.length); i++) {
      const order = compare(one[i], other[i]);
      if (order) return order;
    }
    return one.length - other.length;
  }

  // The columns that a call looks at.
  function columnsOf(call) {
    const names = Object.keys(call.quotas || {}).concat(Object.keys(call.max_per || {}), (call.strata && call.strata.column) || [], call.household || []);
    return new Set(names.concat(list(call.exclude || [], "exclude").map((rule) => rule.column || [])).flat());
  }

  // Who may be drawn: the entries, and of each column that the call looks at the values in the same order. The rest of a row is
  // read and forgotten, and equal values are one text, so that a million rows fit into a phone.
  class Table {
    constructor(wanted) {
      this.wanted = wanted;
      this.columns = null;
      this.entries = [];
      this.values = new Map();
      this.known = new Map();
      this.digest = inOneBlock(START, 0, 0);
    }

    // One table of sorted rows; of a shard whose name begins the digest of each of its entries.
    add(file, data, shard = "") {
      const lines = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data).split("\n"), columns = lines[0].split(",");
      if (lines.pop() !== "" || columns[0] !== "entry" || (this.columns && this.columns.join() !== lines[0])) {
        throw new Wrong(`${file} does not begin with the columns of the roster and end with a line end`);
      }
      if (!this.columns) for (const name of columns) if (name !== "entry" && this.wanted.has(name)) this.values.set(name, []);
      this.columns = columns;
      const form = /^[a-z0-9][a-z0-9-]{2,53}(,[^,"\x00-\x1f]*)*$/u, kept = columns.map((name) => this.values.get(name));
      const place = parseInt(shard, 16);
      let before = "";
      for (let i = 1; i < lines.length; i++) {
        const row = lines[i].split(",");
        if (!form.test(lines[i]) || row.length !== columns.length || row[0] <= before) {
          throw new Wrong(`${file}: the row '${lines[i]}' has not the one form, is not sorted or stands twice`);
        }
        before = row[0];
        if (shard && this.digest(row[0])[0] >>> (32 - 4 * shard.length) !== place) throw new Wrong(`${file} holds '${row[0]}', which does not belong into it`);
        this.entries.push(row[0]);
        for (let at = 1; at < kept.length; at++) if (kept[at]) kept[at].push(this.one(row[at]));
      }
    }

    one(value) {
      const known = this.known.get(value);
      if (known === undefined) this.known.set(value, value);
      return known === undefined ? value : known;
    }

    column(name) {
      if (name === "entry") return this.entries;
      if (!this.values.has(text(name, "a column"))) throw new Wrong(`the roster has no column '${name}', which the call names`);
      return this.values.get(name);
    }
  }

  // The digests of all shards by their names; an empty shard is listed too.
  function readSums(data) {
    const lines = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data).split("\n"), digits = lines.length === 257 ? 2 : 3, sums = new Map();
    if (lines.pop() !== "" || lines.length !== 16 ** digits) throw new Wrong("SHA256SUMS does not list 256 or 4096 shards, a line each");
    lines.forEach((line, number) => {
      const [, digest, name] = /^([0-9a-f]{64})  (shards\/[0-9a-f]{2,3}\.csv)$/u.exec(line) || [];
      if (name !== `shards/${number.toString(16).padStart(digits, "0")}.csv`) throw new Wrong(`the line '${line}' of SHA256SUMS is not the digest of the next shard`);
      sums.set(name, digest);
    });
    return sums;
  }

  function addShard(table, name, data, digest, listed) {
    if (digest !== listed) throw new Wrong(`${name} is not the shard that SHA256SUMS lists: its digest is ${digest}, listed is ${listed}`);
    table.add(name, data, name.slice("shards/".length, -".csv".length));
  }

  // Everything of a roster from bytes that are all here.
  function readRoster(call, roster, shards) {
    const table = new Table(columnsOf(call));
    if (!shards) table.add("entries.csv", roster);
    else for (const [name, listed] of readSums(roster)) addShard(table, name, shards[name] || new Uint8Array(), sha256(shards[name] || new Uint8Array()), listed);
    return { digest: sha256(roster), table };
  }

  function skipsOf(call, table) {
    const skip = new Map();
    for (const rule of list(call.exclude || [], "exclude")) {
      const keys = Object.keys(group(rule, "an exclusion")).sort().join(" ");
      if (!/^(column entries reason values|column reason values|entries reason)$/u.test(keys)) throw new Wrong(`an exclusion has ${keys}`);
      const column = "column" in rule ? table.column(rule.column) : table.entries, reason = text(rule.reason, "reason");
      const entries = new Set(list(rule.entries || [], "entries")), values = new Set(list(rule.values || [], "values"));
      table.entries.forEach((entry, at) => { if ((entries.has(entry) || values.has(column[at])) && !skip.has(entry)) skip.set(entry, reason); });
    }
    return skip;
  }

  // ---- The seed.
  function sourcesOf(call, draw) {
    const announced = list(call.sources, "sources"), sources = [];
    if (!Array.isArray(draw.sources) || draw.sources.length !== announced.length || !announced.length) throw new Wrong("draw.json has not the sources that the call announces");
    let lines = "";
    announced.forEach((source, number) => {
      const given = isObject(draw.sources[number]) ? draw.sources[number] : {}, kind = group(source, "a source").kind;
      if (kind === "dice" && typeof given.digits === "string" && /^[0-9]+$/u.test(given.digits)) {
        sources.push({ digits: given.digits, kind });
        lines += `dice ${given.digits}\n`;
      } else if (kind === "beacon" && number === announced.length - 1 && typeof given.signature === "string" && /^([0-9a-f]{2})+$/u.test(given.signature)) {
        const made = { chain: text(source.chain, "chain"), kind, round: count(source.round, "round"), signature: given.signature };
        if (typeof given.previous_signature === "string") made.previous_signature = given.previous_signature;
        sources.push(made);
        lines += `beacon ${made.chain} ${made.round} ${made.signature}\n`;
      } else throw new Wrong("draw.json has another source than the call announces, or one behind the beacon");
    });
    return { sources, lines };
  }

  function inLog(log, sources) {
    const line = new TextDecoder().decode(log).split("\n").find((one) => /\bact: seed\b/u.test(one));
    if (!line) return false;
    const logged = list(group(readFlow(line.replace(/^- /u, "")), "the event").sources, "sources");
    const own = (source) => Object.keys(source).map((key) => `${key} ${source[key]}`).sort().join("\n");
    return logged.length === sources.length && sources.every((source, at) => own(source) === own(logged[at]));
  }

  // ---- Draws without quotas.
  function shares(call) {
    const seats = count(call.seats, "seats"), alternates = count(call.alternates || "0", "alternates");
    if (!call.strata) return { seats: new Map([["", seats]]), alternates: new Map([["", alternates]]) };
    const read = (part) => new Map(Object.entries(group(call.strata[part] || {}, `strata.${part}`)).map(([name, value]) => [name, count(value, name)]));
    const found = { seats: read("seats"), alternates: read("alternates") };
    const sum = (map) => Array.from(map.values()).reduce((one, other) => one + other, 0);
    const wanted = "alternates" in call ? alternates : sum(found.alternates);
    if (sum(found.seats) !== seats || sum(found.alternates) !== wanted || Array.from(found.alternates.keys()).some((name) => !found.seats.has(name))) {
      throw new Wrong("the strata do not add up to the seats and alternates of the call");
    }
    return found;
  }

  // Caps: of people with the same value in a column only so many are drawn, but for values that are bound to nothing.
  function capsOf(call, table) {
    const most = group(call.max_per || {}, "max_per"), free = group(call.unbound || {}, "unbound");
    return Object.keys(most).sort(compareText).map((name) => (
      { reason: `max-per ${name}`, values: table.column(name), most: count(most[name], name), free: new Set(list(free[name] || [], "unbound")) }));
  }

  // Under caps tickets are walked through all strata at once: first every seat is filled, then every alternate.
  function cappedPanel(table, skip, seed, caps, places, strata) {
    const done = new Set(), held = new Map(), result = { panel: [], alternates: [], passed_over: [] }, order = inOrder(seed, table.entries);
    for (const [part, free] of [["panel", new Map(places.seats)], ["alternates", new Map(places.alternates)]]) {
      let open = Array.from(free.values()).reduce((one, other) => one + other, 0);
      for (let place = 0, drawn = order(place); open && drawn; drawn = order(++place)) {
        const { at, ticket: number, entry } = drawn, stratum = strata ? strata[at] : "";
        if (done.has(entry) || !free.get(stratum)) continue;
        done.add(entry);
        const bound = caps.filter((cap) => !cap.free.has(cap.values[at])).map((cap) => [cap, `${cap.reason}\n${cap.values[at]}`]);
        const full = bound.find(([cap, key]) => (held.get(key) || 0) >= cap.most);
        if (skip.has(entry) || full) {
          result.passed_over.push({ entry, ticket: number, reason: skip.get(entry) || full[0].reason });
          continue;
        }
        for (const [, key] of bound) held.set(key, (held.get(key) || 0) + 1);
        free.set(stratum, free.get(stratum) - 1);
        open--;
        result[part].push({ entry, ticket: number, stratum });
      }
      for (const [stratum, left] of free) if (left) throw new Wrong(`under the caps ${left} of the ${part} cannot be filled in stratum '${stratum}'`);
      result[part].sort((one, other) => compareText(one.stratum, other.stratum) || byTicket(one, other));
      result[part] = result[part].map(({ stratum, ...drawn }, place) => ({ ...drawn, number: place + 1, ...(strata ? { stratum } : {}) }));
    }
    result.passed_over.sort(byTicket);
    return result;
  }

  function panelOf(call, table, skip, seed) {
    const { seats, alternates } = shares(call), strata = call.strata ? table.column(call.strata.column) : null, caps = capsOf(call, table);
    const named = strata ? { column: call.strata.column } : null;
    const groups = new Map(Array.from(seats.keys()).sort(compareText).map((stratum) => [stratum, []]));
    table.entries.forEach((entry, at) => {
      const stratum = strata ? strata[at] : "";
      if (groups.has(stratum)) groups.get(stratum).push(entry);
      else if (!skip.has(entry)) throw new Wrong(`the call names no seats for the stratum '${stratum}'`);
    });
    if (caps.length) return { ...cappedPanel(table, skip, seed, caps, { seats, alternates }, strata), strata: named };
    const result = { panel: [], alternates: [], passed_over: [], strata: named };
    for (const [stratum, entries] of groups) {
      const wanted = seats.get(stratum) + (alternates.get(stratum) || 0);
      let taken = 0;
      for (const drawn of lowest(seed, entries, wanted, skip)) {
        if (skip.has(drawn.entry)) {
          result.passed_over.push({ ...drawn, reason: skip.get(drawn.entry) });
          continue;
        }
        const part = taken++ < seats.get(stratum) ? result.panel : result.alternates;
        part.push({ ...drawn, number: part.length + 1, ...(strata ? { stratum } : {}) });
      }
      if (taken < wanted) throw new Wrong(`only ${taken} eligible entries for ${wanted} places in stratum '${stratum}'`);
    }
    result.passed_over.sort(byTicket);
    return result;
  }

  // ---- Draws with quotas: the people as kinds, the lottery, its certificate in exact fractions, and the panel.
  function quotasOf(call) {
    if (!call.quotas || call.stage === "invitation") return null;
    const quotas = Object.create(null);
    for (const column of Object.keys(group(call.quotas, "quotas")).sort(compareText)) {
      quotas[column] = Object.create(null);
      for (const [value, pair] of Object.entries(group(call.quotas[column], "a column of quotas"))) {
        quotas[column][value] = list(pair, "a quota").map((number) => count(number, "a quota"));
      }
    }
    return quotas;
  }

  function kindsOf(call, quotas, table, skip) {
    const columns = Object.keys(quotas).sort(compareText), held = columns.map((name) => table.column(name));
    const house = call.household === undefined ? null : table.column(call.household);
    const homes = new Map(), together = new Map(), groups = new Map(), sorted = new Map(), people = [];
    table.entries.forEach((entry, at) => { if (!skip.has(entry)) people.push(at); });
    for (const at of people) {
      if (!house || !house[at]) continue;
      homes.set(table.entries[at], house[at]);
      if (!together.has(house[at])) together.set(house[at], []);
      together.get(house[at]).push(held.map((column) => column[at]));
    }
    for (const [home, members] of together) sorted.set(home, members.sort(compare));
    for (const at of people) {
      const values = held.map((column) => column[at]), home = house ? sorted.get(house[at]) || [values] : [];
      const key = JSON.stringify([values, home]);
      if (!groups.has(key)) groups.set(key, { values, house: home, entries: [] });
      groups.get(key).entries.push(table.entries[at]);
    }
    const kinds = Array.from(groups.values()).sort((one, other) => compare([one.values, one.house], [other.values, other.house]));
    return { columns, kinds, homes };
  }

  function same(one, other) {
    if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, at) => same(item, other[at]));
    if (!isObject(one)) return one === other;
    return isObject(other) && Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((key) => Object.hasOwn(other, key) && same(one[key], other[key]));
  }

  function limitsOf(kinds) {
    const shared = new Map();
    kinds.forEach((kind, place) => {
      if (kind.house.length < 2) return;
      const key = JSON.stringify(kind.house);
      if (!shared.has(key)) shared.set(key, [[], kind.entries.length / kind.house.filter((values) => same(values, kind.values)).length]);
      shared.get(key)[0].push(place);
    });
    return Array.from(shared.values()).sort((one, other) => one[0][0] - other[0][0]);
  }

  function checkPool(call, quotas, { columns, kinds }, lottery, roster) {
    const expected = {
      schema: "lottery/1", roster, columns, quotas, seats: count(call.seats, "seats"), household: call.household || null, limits: limitsOf(kinds),
      kinds: kinds.map((kind) => [kind.values, kind.entries.length, ...(kind.house.length ? [kind.house] : [])]),
    };
    const other = Object.keys(expected).find((key) => !same(expected[key], lottery[key]));
    if (other) throw new Wrong(`lottery.json: '${other}' is not what the call and the roster give`);
  }

  // How many tickets' seats each kind takes in all; refuses a composition that is not within the quotas and households.
  function checkCompositions(lottery) {
    const names = [], index = new Map();
    for (const column of lottery.columns) {
      for (const value of Object.keys(lottery.quotas[column])) {
        index.set(JSON.stringify([column, value]), names.length);
        names.push(lottery.quotas[column][value]);
      }
    }
    const rows = lottery.kinds.map(([values]) => values.map((value, at) => index.get(JSON.stringify([lottery.columns[at], value]))));
    for (const [places, limit] of lottery.limits) {
      for (const place of places) rows[place].push(names.length);
      names.push([0, limit]);
    }
    const taken = new Array(rows.length).fill(0n);
    let sum = 0;
    lottery.compositions.forEach((composition, number) => {
      const [weight, ...pairs] = composition, tally = new Array(names.length).fill(0);
      let seats = 0, before = -1;
      let sound = composition.every((one) => Number.isSafeInteger(one)) && weight > 0 && pairs.length % 2 === 0;
      for (let i = 0; i < pairs.length && sound; i += 2) {
        const [place, here] = [pairs[i], pairs[i + 1]];
        sound = place > before && place < rows.length && here > 0 && here <= lottery.kinds[place][1];
        if (!sound) break;
        for (const name of rows[place]) tally[name] += here;
        taken[place] += BigInt(weight) * BigInt(here);
        seats += here;
        before = place;
      }
      if (!sound || seats !== lottery.seats || !tally.every((one, at) => names[at][0] <= one && one <= names[at][1])) {
        throw new Wrong(`composition ${number + 1} of the lottery has other seats, or is not within the quotas and households`);
      }
      sum += weight;
    });
    if (sum !== lottery.tickets || !Number.isSafeInteger(sum) || sum < 1) throw new Wrong("the weights of the compositions do not add up to the tickets");
    return taken;
  }

  const gcd = (one, other) => { while (other) [one, other] = [other, one % other]; return one < 0n ? -one : one; };
  const fraction = (top, bottom) => { const shared = gcd(top, bottom) || 1n; return { top: top / shared, bottom: bottom / shared }; };
  const less = (one, other) => one.top * other.bottom < other.top * one.bottom;
  const shown = ({ top, bottom }) => (bottom === 1n ? `${top}` : `${top}/${bottom}`);
  function readFraction(value) {
    const form = /^(-?[0-9]+)(?:\/([1-9][0-9]*))?$/u.exec(text(value, "a fraction"));
    if (!form) throw new Wrong(`'${value}' is not a fraction`);
    return fraction(BigInt(form[1]), BigInt(form[2] || 1));
  }

  // What a panel within the quotas is worth at most, if a seat of each kind is worth so much, by the proof's prices. Any prices
  // prove a bound (weak duality); a branch tells apart panels in which a kind takes at most `at` seats from the others.
  function most(lottery, worth, proof, box) {
    const most_of = (place) => Math.min(lottery.kinds[place][1], lottery.seats), bounds = (place) => box.get(place) || [0, most_of(place)];
    if ("kind" in proof) {
      if (!Number.isSafeInteger(proof.at) || !lottery.kinds[proof.kind]) throw new Wrong("the proof tells kinds apart that are none");
      const [low, high] = bounds(proof.kind);
      let found = null;
      for (const [part, least, greatest] of [[proof.below, low, Math.min(high, proof.at)], [proof.above, Math.max(low, proof.at + 1), high]]) {
        const here = least > greatest ? null : most(lottery, worth, part, new Map(box).set(proof.kind, [least, greatest]));
        if (here && (!found || less(found, here))) found = here;
      }
      return found;
    }
    const prices = lottery.columns.map((column) => new Map(Object.entries(proof.prices[column] || {}).map(([value, price]) => [value, readFraction(price)])));
    const homes = Object.entries(proof.households).map(([number, price]) => [Number(number), readFraction(price)]);
    if (Object.keys(proof.prices).some((column) => !lottery.columns.includes(column))) throw new Wrong("the proof prices a column without quotas");
    const base = readFraction(proof.base);
    let whole = 1n;
    for (const { bottom } of [base, ...worth, ...prices.flatMap((named) => Array.from(named.values())), ...homes.map(([, price]) => price)]) {
      whole = (whole / gcd(whole, bottom)) * bottom;
    }
    const units = ({ top, bottom }) => top * (whole / bottom);
    let total = units(base) * BigInt(lottery.seats);
    const left = worth.map((one) => units(one) - units(base));
    prices.forEach((named, at) => {
      for (const [value, price] of named) {
        const [least, greatest] = lottery.quotas[lottery.columns[at]][value];
        total += units(price) * BigInt(price.top > 0n ? greatest : least);
        lottery.kinds.forEach((kind, place) => { if (kind[0][at] === value) left[place] -= units(price); });
      }
    });
    for (const [number, price] of homes) {
      if (price.top < 0n) throw new Wrong("a household price in the proof is below 0");
      const [places, limit] = lottery.limits[number];
      total += units(price) * BigInt(limit);
      for (const place of places) left[place] -= units(price);
    }
    left.forEach((one, place) => { total += one * BigInt(bounds(place)[one > 0n ? 1 : 0]); });
    return fraction(total, whole);
  }

  function checkCertificate(lottery, taken) {
    const proof = lottery.certificate, hopeless = Object.keys(proof.uncovered).map(Number), counts = lottery.kinds.map((kind) => BigInt(kind[1]));
    const chances = taken.map((one, place) => fraction(one, BigInt(lottery.tickets) * counts[place]));
    const least = chances.filter((_, place) => !hopeless.includes(place)).reduce((one, other) => (less(other, one) ? other : one));
    if (shown(least) !== lottery.least) throw new Wrong(`the least likely person has the chance ${shown(least)}, the lottery says ${lottery.least}`);
    const weights = counts.map((_, place) => readFraction(proof.weights[place] || "0"));
    const sum = weights.reduce((one, other) => fraction(one.top * other.bottom + other.top * one.bottom, one.bottom * other.bottom));
    if (weights.some(({ top }) => top < 0n) || sum.top <= 0n) throw new Wrong("the certificate's weights are not numbers from 0 of which one is above 0");
    const worth = weights.map(({ top, bottom }, place) => fraction(top * sum.bottom, bottom * sum.top * counts[place]));
    const bound = most(lottery, worth, proof.proof, new Map());
    if (!bound || shown(bound) !== proof.bound) throw new Wrong(`the proof gives the bound ${bound && shown(bound)}, the certificate says ${proof.bound}`);
    if (less(bound, least)) throw new Wrong("the least likely person has a better chance than the bound allows");
    for (const place of hopeless) {
      const nothing = most(lottery, counts.map(() => fraction(0n, 1n)), proof.uncovered[place], new Map([[place, [1, Math.min(lottery.kinds[place][1], lottery.seats)]]]));
      if (chances[place].top || weights[place].top || (nothing && nothing.top >= 0n)) throw new Wrong(`nothing proves that kind ${place} can sit in no panel`);
    }
    return { least: shown(least), bound: shown(bound) };
  }

  function pick(seed, lottery) {
    const range = 1n << 64n, count_ = BigInt(lottery.tickets), bar = range - (range % count_);
    for (let number = 0; ; number++) {
      const drawn = BigInt("0x" + digestOf(`${seed}:panel:${number}`).slice(0, 16));
      if (drawn >= bar) continue;
      const ticket = Number(drawn % count_);
      let left = ticket, place = 0;
      while (left >= lottery.compositions[place][0]) left -= lottery.compositions[place++][0];
      return { ticket, place };
    }
  }

  function quotaPanel(call, lottery, { columns, kinds, homes }, seed, ticket, place) {
    const chosen = lottery.compositions[place].slice(1), wanted = count(call.alternates || "0", "alternates"), used = new Set(), coming = new Map();
    for (let i = 0; i < chosen.length; i += 2) {
      const entries = kinds[chosen[i]].entries;
      coming.set(chosen[i], lowest(seed, entries, homes.size ? entries.length : chosen[i + 1] + wanted, new Map())[Symbol.iterator]());
    }
    const result = {
      panel: [], alternates: [], passed_over: [], strata: { columns },
      lottery: { composition: place + 1, digest: call.lottery, ticket, tickets: lottery.tickets },
    };
    const next = (kind, part) => {
      for (let step = coming.get(kind).next(); !step.done; step = coming.get(kind).next()) {
        const drawn = step.value, home = homes.get(drawn.entry);
        if (home !== undefined && used.has(home)) {
          result.passed_over.push({ ...drawn, reason: "household" });
          continue;
        }
        if (home !== undefined) used.add(home);
        part.push({ ...drawn, number: part.length + 1, stratum: kinds[kind].values.join(" / ") });
        return true;
      }
      return false;
    };
    let walk = [];
    for (let i = 0; i < chosen.length; i += 2) {
      for (let seat = 0; seat < chosen[i + 1]; seat++) if (next(chosen[i], result.panel)) walk.push([chosen[i], result.panel[result.panel.length - 1]]);
    }
    walk.sort((one, other) => byTicket(one[1], other[1]));
    while (walk.length && result.alternates.length < wanted) walk = walk.filter(([kind]) => result.alternates.length < wanted && next(kind, result.alternates));
    result.passed_over.sort(byTicket);
    return result;
  }

  // ---- draw.json in its one form: keys sorted, two spaces a level, a final line end.
  function canonical(value) {
    const sorted = (one) => Array.isArray(one) ? one.map(sorted)
      : isObject(one) ? Object.fromEntries(Object.keys(one).sort().map((key) => [key, sorted(one[key])])) : one;
    return JSON.stringify(sorted(value), null, 2) + "\n";
  }

  const equalBytes = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const UNCHECKED = "not checked in the browser: whether the beacon's signature is genuine, and who signed call and roster; `folkmoot verify` on the command line checks both";

  const decode = (data) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  const broken = (error) => error instanceof Wrong ? error.message : `a file is not formed as it should be (${error.message})`;

  function checkDraw(files) {
    const results = [], say = (what, holds, detail) => results.push({ what, holds, detail });
    try {
      const call = opened(files, say);
      steps(call, readRoster(call, files.roster, files.shards), files, say);
    } catch (error) {
      say("could be followed to its end", false, broken(error));
    }
    say("beacon", null, UNCHECKED);
    return results;
  }

  // The same over files that are fetched: `bytes(name)` promises those of one, and `digest(bytes)` their SHA-256.
  async function checkFetched(bytes, digest, names, isSharded) {
    const results = [], say = (what, holds, detail) => results.push({ what, holds, detail });
    try {
      const files = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bytes(name)])));
      const call = opened(files, say), roster = await bytes("roster"), table = new Table(columnsOf(call));
      if (isSharded) await addShards(table, readSums(roster), bytes, digest);
      else table.add("entries.csv", roster);
      steps(call, { digest: await digest(roster), table }, files, say);
    } catch (error) {
      if (error instanceof Unreached) throw error;
      say("could be followed to its end", false, broken(error));
    }
    say("beacon", null, UNCHECKED);
    return results;
  }

  // Shard after shard, while the next few are on their way; what was read of one is let go.
  async function addShards(table, sums, bytes, digest) {
    const names = Array.from(sums.keys()), coming = [];
    const ask = (name) => { const asked = bytes(name); asked.catch(() => {}); return asked; };
    for (let at = 0; at < names.length; at++) {
      while (coming.length < 6 && at + coming.length < names.length) coming.push(ask(names[at + coming.length]));
      const data = await coming.shift();
      addShard(table, names[at], data, await digest(data), sums.get(names[at]));
      tell("entries", (at + 1) / names.length);
    }
  }

  function opened({ call: callData, draw: drawData }, say) {
    const call = readHead(decode(callData)), draw = group(JSON.parse(decode(drawData)), "draw.json"), callDigest = sha256(callData);
    say("call", draw.call === callDigest, `call.md has the digest ${callDigest}`);
    if ((call.method || "draw/1") !== "draw/1") throw new Wrong(`it draws by the method '${call.method}', and this check knows draw/1`);
    return call;
  }

  function steps(call, { digest: rosterDigest, table }, { call: callData, draw: drawData, log, lottery: lotteryData }, say) {
    const draw = JSON.parse(decode(drawData)), callDigest = sha256(callData);
    const named = { count: table.entries.length, digest: rosterDigest, id: text(call.roster, "roster") };
    say("roster", call.roster_digest === rosterDigest && same(named, draw.roster), `the roster ${named.id} of ${named.count} entries has the digest ${rosterDigest}`);
    const { sources, lines } = sourcesOf(call, draw), seed = digestOf(`draw/1 seed\ncall ${callDigest}\n${lines}`);
    if (log) say("log", inLog(log, sources), "the log records the values of the sources that the call announced");
    say("seed", draw.seed === seed, `call and sources give the seed ${seed}`);
    const skip = skipsOf(call, table), quotas = quotasOf(call);
    const fixed = { call: callDigest, eligible: table.entries.length - skip.size, jury: text(call.id, "id"), method: "draw/1", roster: named, seed, sources };
    let drawn;
    if (quotas) {
      if (call.max_per) throw new Wrong("the call has both quotas and max_per");
      if (!lotteryData || sha256(lotteryData) !== call.lottery) throw new Wrong("lottery.json is not the lottery that the call names");
      const lottery = JSON.parse(decode(lotteryData)), people = kindsOf(call, quotas, table, skip);
      checkPool(call, quotas, people, lottery, rosterDigest);
      say("lottery", true, `lottery.json is the one that the call names, over ${fixed.eligible} eligible people of ${people.kinds.length} kinds`);
      const taken = checkCompositions(lottery);
      say("quotas", true, `each of the ${lottery.compositions.length} compositions, on ${lottery.tickets} tickets, meets every quota`);
      const { least, bound } = checkCertificate(lottery, taken);
      say("certificate", true, `the least likely person has the chance ${least}; no lottery within the quotas gives more than ${bound}`);
      const { ticket, place } = pick(seed, lottery);
      say("composition", isObject(draw.lottery) && draw.lottery.composition === place + 1, `the seed draws ticket ${ticket}, and with it composition ${place + 1}`);
      drawn = quotaPanel(call, lottery, people, seed, ticket, place);
    } else drawn = panelOf(call, table, skip, seed);
    const expected = { ...fixed, ...drawn };
    for (const [part, words] of [["panel", "seats"], ["alternates", "alternates"], ["passed_over", "passed over"]]) {
      say(words, same(expected[part], draw[part]), `${expected[part].length}, with the tickets that the seed gives`);
    }
    say("draw.json", equalBytes(encoder.encode(canonical(expected)), drawData), "byte for byte what follows from the above");
  }

  globalThis.checkDraw = checkDraw;
  globalThis.sha256 = sha256;

  async function bytesOf(address) {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" }).catch(() => ({ ok: false, status: "no answer" }));
    if (!answer.ok) throw new Unreached(`${new URL(address).pathname} cannot be fetched (${answer.status})`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  // The browser's own SHA-256 where it has one, which is where the page came over TLS.
  async function digestFast(data) {
    if (!globalThis.crypto || !crypto.subtle) return sha256(data);
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // ---- In a worker: one message with the addresses, words on the way, and one answer.
  if (typeof WorkerGlobalScope !== "undefined" && globalThis instanceof WorkerGlobalScope) {
    globalThis.onmessage = async ({ data: { addresses, isSharded } }) => {
      let said = 0;
      tell = (what, part) => { if (Date.now() - said > 200) globalThis.postMessage({ what, part, said: said = Date.now() }); };
      const names = Object.keys(addresses).filter((name) => name !== "roster");
      try {
        const bytes = (name) => bytesOf(addresses[name] || new URL(name, addresses.roster).href);
        globalThis.postMessage({ results: await checkFetched(bytes, digestFast, names, isSharded) });
      } catch (error) {
        globalThis.postMessage({ failed: error.message });
      }
    };
    return;
  }
  if (typeof document === "undefined") return;

  // ---- In a page: a button that does it, with what came of it below.
  const own = document.currentScript && document.currentScript.src;

  function here(address) {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin) throw new Error(`${url} is not a file of this site`);
    return url.href;
  }

  function inWorker(task, onProgress) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(own);
      worker.onmessage = ({ data }) => {
        if (data.what) return onProgress(data);
        worker.terminate();
        return data.results ? resolve(data.results) : reject(new Error(data.failed));
      };
      worker.onerror = (event) => { worker.terminate(); reject(new Error(event.message || "the check could not be started")); };
      worker.postMessage(task);
    });
  }

  function show(place, results) {
    const verdict = document.createElement("p"), badge = document.createElement("span"), steps = document.createElement("ul");
    const fails = results.some(({ holds }) => holds === false);
    badge.className = fails ? "fm-badge fm-badge--failed" : "fm-badge fm-badge--adopted";
    badge.textContent = fails ? "fails" : "holds";
    verdict.append(badge, fails ? " The draw does not follow from the published files." : " The draw follows from the published files.");
    for (const { what, holds, detail } of results) {
      const item = document.createElement("li"), word = document.createElement("strong");
      word.textContent = `${holds === null ? "open" : holds ? "holds" : "FAILS"}: ${what}. `;
      item.append(word, detail);
      steps.append(item);
    }
    place.replaceChildren(verdict, steps);
  }

  function wire(element) {
    if (element.querySelector("button")) return;
    const button = document.createElement("button"), place = document.createElement("div");
    button.type = "button";
    button.className = "md-button";
    button.textContent = element.dataset.label || "Check this draw in my browser";
    place.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.hidden = true;
    bar.setAttribute("aria-label", "How much of the check is done");
    element.append(button, bar, place);
    const shown = { entries: 0, tickets: 0.5 };
    const progress = ({ what, part }) => { bar.value = Math.max(bar.value, shown[what] + part / 2); };
    button.addEventListener("click", async () => {
      button.disabled = true;
      bar.hidden = false;
      bar.value = 0;
      place.textContent = "Checking ...";
      try {
        const wanted = ["call", "roster", "draw", "log", "lottery"].filter((name) => element.dataset[name]);
        const addresses = Object.fromEntries(wanted.map((name) => [name, here(element.dataset[name])]));
        show(place, await inWorker({ addresses, isSharded: "shards" in element.dataset }, progress));
      } catch (error) {
        place.textContent = `The check could not be done: ${error.message}.`;
      }
      bar.hidden = true;
      button.disabled = false;
    });
  }

  const wireAll = () => document.querySelectorAll("[data-check-draw]").forEach(wire);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wireAll);
  else wireAll();
})();
