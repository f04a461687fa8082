// The search. A record is found when every word of the query stands somewhere in it, as it is
// typed. Its files (generator/render/search.py describes them) are fetched when they are needed:
// names first, codes once the query has a digit or a Latin letter, the rest on the search page or
// where the names have no answer.
const bulletinSearch = (() => {
  const form = document.querySelector("[data-search]")
  const root = form.dataset.search, here = form.getAttribute("action"), folder = here.replace("index.html", "")

  const fold = bulletinFold, wordsOf = bulletinWords
  const isLong = (query) => query.replace(/\s/g, "").length > 1
  const signs = new Map()
  const foldSign = (sign) => {
    if (!signs.has(sign)) signs.set(sign, fold(sign))
    return signs.get(sign)
  }

  // -- files -------------------------------------------------------------------------------------

  // "no-cache" asks each time whether the file is still today's: what came down is not found.
  const read = async (name, cache = "no-cache") => {
    const part = await bulletinRead(`${folder}${name}.json`, cache)
    const column = (key) => part[key] === undefined ? Array(part.rows).fill("") : part.rows ? part[key].split("\n") : []
    return { ...part, column }
  }

  // Each table comes once: `ready` holds those that have come, `coming` those that are asked for.
  const ready = new Map(), coming = new Map()
  const get = (name) => {
    if (!coming.has(name)) {
      const make = MAKERS[name] ?? (() => readOther(name))
      coming.set(name, make().then((table) => { keep(name, table); return table }, (fault) => { coming.delete(name); throw fault }))
    }
    return coming.get(name)
  }
  const keep = (name, table) => {
    // Tables that were made with other mines are not today's, also those still under way.
    if (name === "mines") for (const other of ready.keys()) if (other !== name) { ready.delete(other); coming.delete(other) }
    if (name === "mines" || (table.mines ?? table) === ready.get("mines")) ready.set(name, table)
    else coming.delete(name)
  }

  // A column to search in: folded as a whole, and where each row begins. `rows` gives those that
  // hold a word; the last answers are kept, since records are also found by their mine's columns.
  const field = (lines) => {
    const text = `\n${fold(lines.join("\n"))}\n`
    const starts = new Uint32Array(lines.length + 1).fill(1)
    for (let row = 1; row <= lines.length; row++) starts[row] = text.indexOf("\n", starts[row - 1]) + 1
    const answers = new Map()
    const seek = (word) => {
      const found = []
      for (let at = text.indexOf(word), row = 0; at >= 0; at = text.indexOf(word, starts[row + 1])) {
        let step = 1 // rows that follow each other closely are found by a few steps
        while (row + step < lines.length && starts[row + step] <= at) { row += step; step *= 2 }
        row = holding(at, row, Math.min(row + step, lines.length))
        found.push(row)
      }
      return found
    }
    const holding = (at, row, after) => {
      while (after - row > 1) {
        const middle = (row + after) >> 1
        if (starts[middle] <= at) row = middle
        else after = middle
      }
      return row
    }
    const rows = (word) => {
      if (!answers.has(word)) {
        if (answers.size > 20) answers.clear()
        answers.set(word, seek(word))
      }
      return answers.get(word)
    }
    // The rows that say nothing but the word: as a whole, as their last heading, as one of several.
    const LINE = 10, LIST = "、".charCodeAt(), PATH = "›".charCodeAt()
    const border = (sign) => sign === LINE || sign === LIST
    const whole = (word) => {
      const found = new Set()
      for (let at = rows(word).length ? text.indexOf(word) : -1; at >= 0; at = text.indexOf(word, at + 1)) {
        if (!border(text.charCodeAt(at + word.length))) continue
        const before = text.charCodeAt(at - 1)
        if (border(before) || before === PATH) found.add(holding(at, 0, lines.length))
      }
      return [...found]
    }
    return { rows, whole }
  }

  // A number as people say it: qx 4, QX004 and qx-004 are one. "" for what is more than a number.
  const plainId = (text) => /^[a-z0-9-]+$/.test(fold(text)) ? fold(text).replaceAll("-", "").replace(/^([a-z]+)0+(?=\d)/, "$1") : ""

  const readMines = async () => {
    const part = await read("mines")
    const town = part.column("town").map((number) => part.towns[number])
    const [id, name, former, operator, formerOperator, group, mineral, now] =
      ["id", "name", "former", "operator", "former_operator", "group", "mineral", "now"].map(part.column)
    const codes = []
    const by = { name: field(name), former: field(former), operator: field(operator), town: field(town) }
    return {
      ...part, name, former, operator, town, codes, by,
      place: new Map(id.map((key, row) => [key, row])),
      id: new Map(id.map((key, row) => [plainId(key), row])),
      fields: [by.name, by.former, by.operator, field(formerOperator), field(group), by.town, field(id), field(mineral), field(now)],
      show: (row) => ({
        address: `${part.below}${id[row]}/`,
        title: name[row],
        lines: [former[row] && `旧名：${former[row]}`, [town[row], operator[row], mineral[row]].filter(Boolean).join(" · "), now[row]],
        extra: [
          formerOperator[row] && `原采矿企业：${formerOperator[row]}`, group[row] && `上级公司：${group[row]}`, `矿山编号 ${id[row]}`,
          ...codes.flatMap(([label, lines]) => lines[row].split("、").filter(Boolean).map((code) => label + code)),
        ],
      }),
    }
  }

  const CODES = { uscc: "统一社会信用代码 ", group_uscc: "上级公司信用代码 ", licences: "许可证 ", certificates: "标准化证书 " }
  const readCodes = async () => {
    let [table, part] = await Promise.all([get("mines"), read("codes")])
    if (part.edition !== table.edition) { // the site was exchanged between the two requests
      coming.delete("mines")
      ;[table, part] = await Promise.all([get("mines"), read("codes", "reload")])
      if (part.edition !== table.edition) throw new Error("edition")
    }
    if (table.codes.length) return table
    for (const [key, label] of Object.entries(CODES)) table.codes.push([label, part.column(key)])
    table.fields.push(...table.codes.map(([, lines]) => field(lines)))
    return table
  }

  const NOBODY = "-"
  const readOther = async (name) => {
    const [mines, part] = await Promise.all([get("mines"), read(name)])
    const [id, no, kind, day, text, also, own] = ["id", "no", "kind", "day", "text", "also", "party"].map(part.column)
    const now = part.column("now"), index = part.column("index"), named = own.map((cell) => cell === NOBODY ? "" : cell)
    const keys = part.column("mine")
    const members = keys.map((cell) => cell.split("、").map((key) => mines.place.get(key)).filter((row) => row !== undefined))
    const of = (column, row) => members[row].map((mine) => mines[column][mine]).filter(Boolean).join("、")
    const party = (row) => own[row] ? named[row] : of("operator", row)
    const title = part.column("title").map((words, row) => words.replace(/\{[pm]\}/g, (mark) => mark === "{p}" ? party(row) : of("name", row)))
    await pause()
    const address = part.address ? part.column("address").map((cell, row) => cell.replace("{m}", `${mines.below}${keys[row]}/`)) : id.map((key) => `${part.below}${key}/`)
    // What is found by a column of its mine: no column is written out again for 100,000 records.
    const held = []
    members.forEach((rows, row) => { for (const mine of rows) (held[mine] ??= []).push(row) })
    const by = (column, counts = () => true) => ({
      rows: (word) => {
        const found = []
        for (const mine of mines.by[column].rows(word)) for (const row of held[mine] ?? []) if (counts(row)) found.push(row)
        return found
      },
    })
    const columns = []
    for (const lines of [title.map((words, row) => also[row] ? `${words}、${also[row]}` : words), no, named, kind, id, text, now, index, day]) {
      columns.push(field(lines))
      await pause()
    }
    const [titles, numbers, owns, kinds, ids, texts, states, indices, days] = columns
    return {
      ...part, mines,
      fields: [titles, numbers, by("name"), by("former"), owns, by("operator", (row) => !own[row]), by("town"), kinds, ids, texts, states, indices, days],
      show: (row) => {
        const mine = of("name", row), who = party(row)
        return {
          address: address[row],
          title: title[row],
          lines: [[kind[row], now[row], day[row], no[row], title[row].includes(mine) ? "" : mine].filter(Boolean).join(" · ")],
          extra: [title[row].includes(who) ? "" : who, of("town", row), also[row], text[row], index[row] && `索引号 ${index[row]}`],
        }
      },
    }
  }

  // Keys typed while a large file is taken in do not wait for the whole of it.
  const pause = () => new Promise((next) => setTimeout(next))

  const MAKERS = { mines: readMines, codes: readCodes }

  // -- finding -----------------------------------------------------------------------------------

  // The rows that hold every word: how many, and `some`, those from one place to another. First
  // stand `meant`, then those whose title, or its last heading, is the query, then those that hold
  // a word in the first fields. Nobody looks at most of them: they are put in order as far as asked.
  const find = ({ rows, fields }, words, meant = []) => {
    const met = new Uint8Array(rows), best = new Uint8Array(rows).fill(255)
    let left = rows
    words.forEach((word, turn) => {
      let all = 0 // of those that are left; what an earlier field has found, a later one does not better
      for (let rank = 0; rank < fields.length && all < left; rank++) {
        for (const row of fields[rank].rows(word)) {
          if (met[row] !== turn) continue
          met[row]++
          all++
          if (rank < best[row]) best[row] = rank
        }
      }
      left = all
    })
    const exact = words.length === 1 ? fields[0].whole(words[0]) : []
    const order = [...new Set([...meant, ...exact])]
    const count = left + order.filter((row) => met[row] !== words.length).length
    for (const row of order) met[row] = 0
    let rank = 0, at = 0
    const some = (from, to) => {
      while (order.length < Math.min(to, count)) {
        if (at === rows) { rank++; at = 0 }
        if (best[at] === rank && met[at] === words.length) order.push(at)
        at++
      }
      return order.slice(from, to)
    }
    return { count, exact: exact.length > 0, some }
  }

  // What the tables that are here answer: [{ family, count, some }, …], where `some` gives the
  // matches from one place to another as [table, row]; and what is missing yet for the whole
  // answer. Mines stand first, then the families in which the query is a title. One character is
  // looked for in names alone.
  const look = (query, everywhere) => {
    const groups = new Map(), missing = []
    const names = ready.get("mines")
    const words = wordsOf(query), long = isLong(query)
    if (!words.length) return { groups: [], missing }
    const add = (table, fields = table.fields) => {
      const meant = table === names ? names.place.get(fold(query)) ?? names.id.get(plainId(query)) : undefined
      const found = find({ ...table, fields }, words, meant === undefined ? [] : [meant])
      if (!found.count) return
      const { family } = table
      if (!groups.has(family)) groups.set(family, { family, count: 0, hits: [], exact: table === names })
      const group = groups.get(family)
      group.count += found.count
      group.exact ||= found.exact
      group.hits.push([table, found])
    }
    const digits = long && words.some((word) => /[0-9a-z]/.test(word))
    if (digits && !ready.has("codes")) missing.push("codes")
    if (!names) return { groups: [], missing: ["mines", ...missing] }
    add(names, long ? names.fields : names.fields.slice(0, 2))
    if (long && (everywhere || !(groups.size || missing.length))) {
      const search = (name) => {
        if (ready.has(name)) add(ready.get(name))
        else missing.push(name)
      }
      names.parts.forEach(search)
      if (digits || !(groups.size || missing.length)) names.numbered.forEach(search)
    }
    const every = [...groups.values()].map(({ family, count, hits, exact }) => ({ family, count, exact, tables: hits.map(([table]) => table), some: (from, to) => between(hits, from, to) }))
    return { groups: [...every.filter(({ exact }) => exact), ...every.filter(({ exact }) => !exact)], missing }
  }

  // Words typed as one (大岭脚太平镇, 大岭脚矿): the pieces that stand in names, firms, towns and in
  // what people ask. A document's number that nothing holds is not taken apart.
  const pieces = (query) => {
    const { by } = ready.get("mines"), text = fold(query).slice(0, 40)
    if (/\d{4}.*号/.test(text)) return ""
    const asked = ["pages", "glossary"].filter((name) => ready.has(name)).map((name) => ready.get(name).fields[0])
    const known = (piece) => Object.values(by).some((column) => column.rows(piece).length) || asked.some((column) => column.whole(piece).length)
    const found = []
    for (let at = 0; at < text.length - 1; at++) {
      let end = text.length
      while (end - at > 1 && !known(text.slice(at, end))) end--
      if (end - at < 2) continue
      found.push(text.slice(at, end))
      at = end - 1
    }
    return [found.join(" "), ...found].find((words) => words && words !== query && look(words, true).groups.length) ?? ""
  }

  const between = (hits, from, to) => {
    const found = []
    for (const [table, { count, some }] of hits) {
      for (const row of some(Math.max(from, 0), Math.max(to, 0))) found.push([table, row])
      from -= count
      to -= count
    }
    return found
  }

  // The whole answer. Throws where a file cannot be read.
  const answer = async (query, everywhere) => {
    for (;;) {
      const { groups, missing } = look(query, everywhere)
      if (!missing.length) return groups
      await Promise.all(missing.map(get))
    }
  }

  // -- showing: text is only ever set as text ----------------------------------------------------

  const node = (tag, attributes, ...children) => {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  // Where the words stand in a text, as [start, end] of the text as written.
  const places = (text, words) => {
    const whole = fold(text) // most lines hold no match: their signs need not be gone through
    if (!words.some((word) => whole.includes(word))) return []
    let folded = "", at = 0
    const from = []
    for (const sign of text) {
      const same = foldSign(sign)
      for (let n = 0; n < same.length; n++) from.push([at, at + sign.length])
      folded += same
      at += sign.length
    }
    const found = []
    for (const word of words) {
      for (let n = folded.indexOf(word); n >= 0; n = folded.indexOf(word, n + word.length)) found.push([from[n][0], from[n + word.length - 1][1]])
    }
    return found.sort(([a, b], [c, d]) => a - c || d - b)
  }

  const marked = (text, words) => {
    const pieces = []
    let done = 0
    for (const [start, end] of places(text, words)) {
      if (start < done) continue
      pieces.push(text.slice(done, start), node("mark", {}, text.slice(start, end)))
      done = end
    }
    return [...pieces, text.slice(done)]
  }

  const AROUND = 30
  const excerpt = (text, words) => {
    const [[first]] = places(text, words)
    const start = first > AROUND ? first - AROUND : 0, end = first + 2 * AROUND
    return (start ? "…" : "") + text.slice(start, end) + (end < text.length ? "…" : "")
  }

  // A line that is not always shown is shown where a match stands in it.
  const told = ({ lines, extra }, words) => [
    ...lines.filter(Boolean),
    ...extra.filter((text) => text && places(text, words).length).map((text) => excerpt(text, words)),
  ]
  const details = (record, words) => told(record, words).map((line) => node("small", {}, ...marked(line, words)))

  const { format: number } = new Intl.NumberFormat("en")
  const total = (groups) => groups.reduce((sum, { count }) => sum + count, 0)
  const FAILED = "数据没有取到：网络不通，或者网站正在更新。请稍后再试。"
  const status = form.parentNode.querySelector(".search-status") ?? form.appendChild(node("p", { class: "search-status hidden-text", role: "status" }))
  const input = form.querySelector("input")

  // Runs one query at a time: what an older one finds late is not shown. What is here is shown
  // at once, in the very turn of the key. While Chinese is being composed the box holds Latin
  // letters that nobody means.
  let turn = 0, failed = false
  const ask = async (everywhere, show) => {
    const mine = ++turn, query = input.value.trim(), words = wordsOf(query)
    if (failed) { // a file may be gone for good: which there are says that of the mines
      failed = false
      coming.delete("mines")
      get("mines").catch(() => {})
    }
    const lost = new Set() // the other files are waited for all the same
    while (mine === turn) {
      const { groups, missing } = look(query, everywhere)
      const rest = missing.filter((name) => !lost.has(name))
      show(query, words, groups, !rest.length, lost.size && !rest.length ? FAILED : "")
      if (!rest.length) return
      await Promise.race(rest.map((name) => get(name).catch(() => {
        lost.add(name)
        failed = true
      })))
    }
  }
  const onTyping = (hear) => {
    input.addEventListener("input", (event) => { if (!event.isComposing) hear() })
    input.addEventListener("compositionend", hear)
  }

  // -- the page of the search --------------------------------------------------------------------

  const FIRST = 10
  const page = (results) => {
    // The first picture fills the window. What stands below it, and the address, follow a piece at
    // a time once no key was pressed for a moment: the next key would have to wait for them.
    const MOMENT = 250, LOWEST = 70 // milliseconds; pixels of a match
    const room = () => Math.max(Math.ceil((innerHeight - results.getBoundingClientRect().top) / LOWEST), 1)
    let rest = [], waiting = 0
    const follow = (wait) => {
      clearTimeout(waiting)
      waiting = setTimeout(following, wait)
    }
    const following = () => {
      waiting = 0
      rest.shift()?.()
      if (rest.length) follow(20)
    }
    const section = ({ family, count, tables, some }, words, now, before) => {
      const list = node("ol", { class: "search-list" })
      const more = node("button", { type: "button", class: "button" })
      let shown = 0
      const grow = (upto) => {
        list.append(...some(shown, upto).map(([table, row]) => {
          const record = table.show(row)
          return node("li", {}, node("a", { href: root + bulletinPage(record.address) }, ...marked(record.title, words)), ...details(record, words))
        }))
        shown = upto
        const next = Math.min(count, shown * 5) - shown
        more.textContent = `再显示 ${number(next)} 条（还有 ${number(count - shown)} 条）`
        more.hidden = shown < FIRST || !next
      }
      more.addEventListener("click", () => {
        const first = shown
        grow(Math.min(count, shown * 5))
        list.children[first].querySelector("a").focus()
      })
      const first = Math.min(count, before?.shown() ?? FIRST)
      grow(Math.min(first, now))
      if (shown < first) rest.push(() => grow(Math.max(first, shown)))
      const made = node("section", {}, node("h2", {}, family, " ", node("small", {}, `${number(count)} 条`)), list, more)
      return { count, tables, made, shown: () => Math.max(shown, FIRST) }
    }
    const same = (old, { count, tables }) => old?.count === count && old.tables.length === tables.length && old.tables.every((table, at) => table === tables[at])
    // While files still come, a section that stays the same stays as the reader has it.
    let kept = new Map(), asked = ""
    const sections = (query, words, groups) => {
      const before = query === asked ? kept : new Map()
      let left = room()
      if (query !== asked) rest = []
      asked = query
      kept = new Map(groups.map((group) => {
        const { family, count } = group, old = before.get(family)
        const made = same(old, group) ? old : section(group, words, Math.max(left, old?.shown() ?? 0), old)
        left = Math.max(left - Math.min(count, FIRST), 0)
        return [family, made]
      }))
      return [...kept.values()].map(({ made }) => made)
    }
    // What stays is not touched, or it would lose the focus and the click that is under way.
    const put = (parts) => {
      const at = results.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
      for (const part of [...results.children]) if (!parts.includes(part)) part.remove()
      parts.forEach((part, place) => { if (results.children[place] !== part) results.insertBefore(part, results.children[place] ?? null) })
      if (at && !results.contains(document.activeElement)) [...results.querySelectorAll("a")].find((link) => link.getAttribute("href") === at)?.focus()
    }
    const ADVICE = ["只打两个字试试，比如矿名中间的字，不用打全名。", "也可以打旧名、企业名、镇名，或者证件、文书上的号码。"]
    // Nothing found: what the words in it find, else advice.
    const instead = (query) => {
      const meant = ready.has("mines") ? pieces(query) : ""
      if (!meant) return [node("ul", {}, ...ADVICE.map((line) => node("li", {}, line))), node("p", { class: "note" }, "没有处罚记录不等于安全。")]
      const link = node("a", { href: `?q=${encodeURIComponent(meant)}` }, meant)
      return [node("p", {}, "下面是“", link, "”的："), ...sections(meant, wordsOf(meant), look(meant, true).groups)]
    }
    const show = (query, words, groups, done, fault) => {
      const count = total(groups), nothing = words.length && done && !fault && !count
      put(nothing ? instead(query) : sections(query, words, groups))
      if (!words.length) status.textContent = ""
      else if (count) status.textContent = `“${query}”找到 ${number(count)} 条${done ? "。" : "，还在找…"}${fault && `还有${fault}`}`
      else status.textContent = fault ? `搜索的${fault}` : (done ? `没有找到“${query}”。` : "正在找…")
      if (words.length && done && !fault && !isLong(query)) status.textContent += "再打一个字，就查全部内容。"
      if (!waiting) follow(MOMENT)
    }
    const address = () => {
      const query = input.value.trim()
      try {
        history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname)
      } catch { /* a browser that allows only so many changes in half a minute */ }
    }
    const run = () => {
      ask(true, show)
      rest.unshift(address)
      follow(MOMENT)
    }
    input.value ||= new URLSearchParams(location.search).get("q") ?? "" // what was typed while this file came stays
    onTyping(run)
    document.addEventListener("click", address, true) // the way back leads to this answer
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); address() })
    get("mines").catch(() => {}) // tried again, and told, when a query needs it
    if (input.value) ask(true, show)
    else if (document.activeElement === document.body) input.focus()
  }

  // -- the box in the header: a combobox ---------------------------------------------------------

  const MOST = 8
  const box = () => {
    const panel = node("div", { id: "search-panel", class: "search-panel", role: "listbox", "aria-label": "搜索结果", hidden: "" })
    form.append(panel)
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": panel.id, "aria-expanded": "false" })) input.setAttribute(name, value)
    const options = () => [...panel.querySelectorAll("[role=option]")]
    const open = (on) => {
      panel.hidden = !on
      input.setAttribute("aria-expanded", String(on))
      if (!on) input.removeAttribute("aria-activedescendant")
    }
    const choose = (chosen) => {
      for (const option of options()) option.setAttribute("aria-selected", String(option === chosen))
      input.setAttribute("aria-activedescendant", chosen.id)
      chosen.scrollIntoView({ block: "nearest" })
    }
    const option = (href, ...children) => node("a", { role: "option", href, tabindex: "-1", "aria-selected": "false" }, ...children)
    const show = (query, words, groups, done, fault) => {
      let left = MOST
      const count = total(groups)
      const before = options().find((one) => one.getAttribute("aria-selected") === "true")?.getAttribute("href")
      panel.replaceChildren()
      for (const { family, count: all, some } of groups) {
        const chosen = some(0, left)
        left -= chosen.length
        if (!chosen.length) break
        panel.append(node("div", { role: "group", "aria-label": family }, node("p", { "aria-hidden": "true" }, `${family} ${number(all)} 条`),
          ...chosen.map(([table, row]) => {
            const record = table.show(row)
            return option(root + bulletinPage(record.address), node("b", {}, ...marked(record.title, words)), ...details(record, words))
          })))
      }
      if (words.length) panel.append(option(`${here}?q=${encodeURIComponent(query)}`, node("b", {}, `在全部内容里查“${query}”`)))
      options().forEach((one, place) => { one.id = `search-option-${place}` })
      input.removeAttribute("aria-activedescendant")
      status.textContent = !words.length ? "" : count ? `找到 ${number(count)} 条${fault && `。还有${fault}`}` : fault ? `搜索的${fault}` : (done ? `没有找到“${query}”` : "正在找…")
      if (words.length && (fault || !count)) panel.prepend(node("p", { class: "search-none", "aria-hidden": "true" }, status.textContent))
      open(words.length > 0 && form.contains(document.activeElement))
      const again = before && options().find((one) => one.getAttribute("href") === before)
      if (again) choose(again)
    }
    const close = () => {
      turn++ // what comes late opens nothing
      open(false)
    }
    const run = () => ask(false, show)
    onTyping(run)
    input.addEventListener("focus", () => { if (input.value.trim()) run() })
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close() })
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return
      const all = options(), at = all.findIndex((one) => one.id === input.getAttribute("aria-activedescendant"))
      if (event.key === "Escape" && !panel.hidden) close()
      else if (event.key === "Enter" && !panel.hidden && at >= 0) all[at].click()
      else if (event.key === "ArrowDown" && all.length) { open(true); choose(all[(at + 1) % all.length]) }
      else if (event.key === "ArrowUp" && all.length) { open(true); choose(all[at < 1 ? all.length - 1 : at - 1]) }
      else return
      event.preventDefault()
    })
    get("mines").catch(() => {})
    if (document.activeElement === input) run()
  }

  const results = form.parentNode.querySelector(".search-results")
  if (results) page(results)
  else box()
  return { answer, fold }
})()
