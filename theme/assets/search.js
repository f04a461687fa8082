// The search. A record is found when every word of the query stands somewhere in it, as it is
// typed. Its files (generator/render/search.py describes them) are fetched when they are needed:
// names first, codes once the query has a digit or a Latin letter, the rest on the search page or
// where the names have no answer.
const bulletinSearch = (() => {
  const form = document.querySelector("[data-search]")
  const root = form.dataset.search, here = form.getAttribute("action"), folder = here.replace("index.html", "")

  // -- what counts as the same: width, case, brackets, dashes and blanks make no difference ------

  const SAME = [[/[〔〖【「『《〈[{]/gu, "("], [/[〕〗】」』》〉\]}]/gu, ")"], [/[‐-―−]/gu, "-"], [/[•‧∙・]/gu, "·"], [/[^\S\n]/gu, ""]]
  const fold = (text) => SAME.reduce((done, [from, to]) => done.replace(from, to), text.normalize("NFKC").toLowerCase())
  const signs = new Map()
  const foldSign = (sign) => {
    if (!signs.has(sign)) signs.set(sign, fold(sign))
    return signs.get(sign)
  }
  const wordsOf = (query) => query.normalize("NFKC").split(/\s+/u).map(fold).filter(Boolean)

  // -- files -------------------------------------------------------------------------------------

  // "no-cache" asks each time whether the file is still today's: what came down is not found.
  const read = async (name, cache = "no-cache") => {
    const part = await bulletinRead(`${folder}${name}.json`, cache)
    const column = (key) => part[key] === undefined ? Array(part.rows).fill("") : part.rows ? part[key].split("\n") : []
    return { ...part, column }
  }

  const kept = new Map()
  const once = (name, make) => {
    if (!kept.has(name)) {
      kept.set(name, make(name).catch((fault) => { kept.delete(name); throw fault }))
    }
    return kept.get(name)
  }

  // A column to search in: folded as a whole, and where each row begins.
  const field = (lines) => {
    const text = fold(lines.join("\n"))
    const starts = new Uint32Array(lines.length + 1)
    for (let row = 1; row <= lines.length; row++) starts[row] = text.indexOf("\n", starts[row - 1]) + 1 || text.length + 1
    return { text, starts }
  }

  const readMines = async () => {
    const part = await read("mines")
    const town = part.column("town").map((number) => part.towns[number])
    const [id, name, former, operator, formerOperator, group, mineral, now] =
      ["id", "name", "former", "operator", "former_operator", "group", "mineral", "now"].map(part.column)
    const codes = []
    return {
      ...part, name, former, operator, town, codes,
      place: new Map(id.map((key, row) => [key, row])),
      fields: [name, former, operator, formerOperator, group, town, id, mineral].map(field),
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
  const mines = () => once("mines", readMines)

  const CODES = { uscc: "统一社会信用代码 ", group_uscc: "上级公司信用代码 ", licences: "许可证 ", certificates: "标准化证书 " }
  const codes = () => once("codes", async () => {
    let [table, part] = await Promise.all([mines(), read("codes")])
    if (part.edition !== table.edition) { // the site was exchanged between the two requests
      kept.delete("mines")
      ;[table, part] = await Promise.all([mines(), read("codes", "reload")])
      if (part.edition !== table.edition) throw new Error("edition")
    }
    for (const [key, label] of Object.entries(CODES)) table.codes.push([label, part.column(key)])
    table.fields.push(...table.codes.map(([, lines]) => field(lines)))
    return table
  })

  const other = (name) => once(name, async () => {
    const [all, part] = await Promise.all([mines(), read(name)])
    const members = part.column("mine").map((cell) => cell.split("、").map((id) => all.place.get(id)).filter((row) => row !== undefined))
    const of = (lines) => members.map((rows) => rows.map((row) => lines[row]).filter(Boolean).join("、"))
    const mine = of(all.name), operator = of(all.operator), town = of(all.town)
    const [id, no, kind, day, text] = ["id", "no", "kind", "day", "text"].map(part.column)
    const party = part.column("party").map((own, row) => own || operator[row])
    const title = part.column("title").map((words, row) => words.replace(/\{[pm]\}/g, (mark) => mark === "{p}" ? party[row] : mine[row]))
    const address = part.address ? part.column("address") : id.map((key) => `${part.below}${key}/`)
    return {
      ...part,
      fields: [title, no, mine, of(all.former), party, town, kind, id, text].map(field),
      show: (row) => ({
        address: address[row],
        title: title[row],
        lines: [[kind[row], day[row], no[row], title[row].includes(mine[row]) ? "" : mine[row]].filter(Boolean).join(" · ")],
        extra: [title[row].includes(party[row]) ? "" : party[row], town[row], text[row]],
      }),
    }
  })

  // -- finding -----------------------------------------------------------------------------------

  const rowsOf = ({ text, starts }, word) => {
    const found = []
    for (let at = text.indexOf(word), row = 0; at >= 0; at = text.indexOf(word, starts[row + 1])) {
      let after = starts.length - 1
      while (after - row > 1) {
        const middle = (row + after) >> 1
        if (starts[middle] <= at) row = middle
        else after = middle
      }
      found.push(row)
    }
    return found
  }

  // The rows that hold every word; first those that hold one in the first fields.
  const find = ({ rows, fields }, words) => {
    const met = new Uint8Array(rows), best = new Uint8Array(rows).fill(255)
    words.forEach((word, turn) => fields.forEach((one, rank) => {
      for (const row of rowsOf(one, word)) {
        if (met[row] === turn) met[row]++
        if (met[row] > turn && rank < best[row]) best[row] = rank
      }
    }))
    const ranked = fields.map(() => [])
    met.forEach((count, row) => { if (count === words.length) ranked[best[row]].push(row) })
    return ranked.flat()
  }

  // [[family, [[table, row], …]], …] for a query; one character is looked for in names alone.
  // `tell` hears what is found so far. Throws where a file cannot be read.
  const answer = async (query, everywhere, tell = () => {}) => {
    const words = wordsOf(query)
    if (!words.length) return []
    const long = words.join("").length > 1
    const names = await (long && words.some((word) => /[0-9a-z]/.test(word)) ? codes() : mines())
    const found = [[names, find(long ? names : { ...names, fields: names.fields.slice(0, 2) }, words)]]
    const families = () => {
      const grouped = new Map()
      for (const [table, rows] of found.filter(Boolean)) {
        if (rows.length) grouped.set(table.family, [...grouped.get(table.family) ?? [], ...rows.map((row) => [table, row])])
      }
      return [...grouped]
    }
    if (!long || (!everywhere && found[0][1].length)) return families()
    tell(families())
    await Promise.all(names.parts.map(async (name, turn) => {
      const table = await other(name)
      found[turn + 1] = [table, find(table, words)]
      tell(families())
    }))
    return families()
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

  const number = (count) => count.toLocaleString("en")
  const FAILED = "搜索的数据没有取到：网络不通，或者网站正在更新。请稍后再试。"
  const status = form.parentNode.querySelector(".search-status") ?? form.appendChild(node("p", { class: "search-status hidden-text", role: "status" }))
  const input = form.querySelector("input")

  // Runs one query at a time: what an older one finds late is not shown. While Chinese is being
  // composed the box holds Latin letters that nobody means.
  let turn = 0
  const ask = async (everywhere, show) => {
    const mine = ++turn, query = input.value.trim(), words = wordsOf(query)
    const now = (groups, done) => { if (mine === turn) show(query, words, groups, done) }
    try {
      now(await answer(query, everywhere, (groups) => now(groups, false)), true)
    } catch {
      if (mine === turn) show(query, words, null, true)
    }
  }
  const onTyping = (hear) => {
    input.addEventListener("input", (event) => { if (!event.isComposing) hear() })
    input.addEventListener("compositionend", hear)
  }

  // -- the page of the search --------------------------------------------------------------------

  const FIRST = 10
  const page = (results) => {
    const section = ([family, rows], words) => {
      const list = node("ol", { class: "search-list" })
      const more = node("button", { type: "button", class: "button" })
      let shown = 0
      const grow = () => {
        const upto = Math.min(rows.length, shown ? shown * 5 : FIRST)
        list.append(...rows.slice(shown, upto).map(([table, row]) => {
          const record = table.show(row)
          return node("li", {}, node("a", { href: root + bulletinPage(record.address) }, ...marked(record.title, words)), ...details(record, words))
        }))
        const next = list.children[shown]
        if (shown) next.querySelector("a").focus()
        shown = upto
        const left = Math.min(rows.length, shown * 5) - shown
        more.textContent = `再显示 ${number(left)} 条（还有 ${number(rows.length - shown)} 条）`
        more.hidden = !left
      }
      more.addEventListener("click", grow)
      grow()
      return node("section", {}, node("h2", {}, family, " ", node("small", {}, `${number(rows.length)} 条`)), list, more)
    }
    const ADVICE = ["只打两个字试试，比如矿名中间的字，不用打全名。", "也可以打旧名、企业名、镇名，或者证件、文书上的号码。"]
    const show = (query, words, groups, done) => {
      const count = (groups ?? []).reduce((sum, [, rows]) => sum + rows.length, 0)
      results.replaceChildren(...(groups ?? []).map((group) => section(group, words)))
      if (!words.length) status.textContent = ""
      else if (!groups) status.textContent = FAILED
      else if (count) status.textContent = `“${query}”找到 ${number(count)} 条${done ? "。" : "，还在找…"}`
      else status.textContent = done ? `没有找到“${query}”。` : "正在找…"
      if (words.length && groups && done && words.join("").length < 2) status.textContent += "再打一个字，就查全部内容。"
      if (words.length && groups && done && !count) {
        results.append(node("ul", {}, ...ADVICE.map((line) => node("li", {}, line))), node("p", { class: "note" }, "没有处罚记录不等于安全。"))
      }
    }
    const run = () => {
      const query = input.value.trim()
      try {
        history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname)
      } catch { /* a browser that allows only so many changes in half a minute */ }
      ask(true, show)
    }
    input.value = new URLSearchParams(location.search).get("q") ?? input.value
    onTyping(run)
    form.addEventListener("submit", (event) => { event.preventDefault(); run() })
    if (input.value) ask(true, show)
    else input.focus()
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
    const show = (query, words, groups, done) => {
      let left = MOST
      const count = (groups ?? []).reduce((sum, [, rows]) => sum + rows.length, 0)
      panel.replaceChildren()
      for (const [family, rows] of groups ?? []) {
        const chosen = rows.slice(0, left)
        left -= chosen.length
        if (!chosen.length) break
        panel.append(node("div", { role: "group", "aria-label": family }, node("p", { "aria-hidden": "true" }, `${family} ${number(rows.length)} 条`),
          ...chosen.map(([table, row]) => {
            const record = table.show(row)
            return option(root + bulletinPage(record.address), node("b", {}, ...marked(record.title, words)), ...details(record, words))
          })))
      }
      if (words.length) panel.append(option(`${here}?q=${encodeURIComponent(query)}`, node("b", {}, `在全部内容里查“${query}”`)))
      options().forEach((one, place) => { one.id = `search-option-${place}` })
      input.removeAttribute("aria-activedescendant")
      status.textContent = !words.length ? "" : !groups ? FAILED : count ? `找到 ${number(count)} 条` : done ? `没有找到“${query}”` : "正在找…"
      if (words.length && (!groups || !count)) panel.prepend(node("p", { class: "search-none", "aria-hidden": "true" }, status.textContent))
      open(words.length > 0)
    }
    const run = () => ask(false, show)
    onTyping(run)
    input.addEventListener("focus", () => { if (input.value.trim()) run() })
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) open(false) })
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return
      const all = options(), at = all.findIndex((one) => one.id === input.getAttribute("aria-activedescendant"))
      if (event.key === "Escape" && !panel.hidden) open(false)
      else if (event.key === "Enter" && !panel.hidden && at >= 0) all[at].click()
      else if (event.key === "ArrowDown" && all.length) { open(true); choose(all[(at + 1) % all.length]) }
      else if (event.key === "ArrowUp" && all.length) { open(true); choose(all[at < 1 ? all.length - 1 : at - 1]) }
      else return
      event.preventDefault()
    })
    if (document.activeElement === input) run()
  }

  const results = form.parentNode.querySelector(".search-results")
  if (results) page(results)
  else box()
  return { answer, fold }
})()
