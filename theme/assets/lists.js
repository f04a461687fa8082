// Filters, sorts and downloads a list of the site (theme/records/_list.html, generator/render/listing.py).
// The chosen filters stand in the address: a link shows the same rows, the back button goes back.
// Nothing is fetched before a reader reaches for the filters. Without this file the list stays as
// it is, with its plain pages below. Data enter the page as text only.
(() => {
  const STEP = 100, AT_ONCE = 20 // rows of a step; those of them in the first picture
  const UNREADABLE = "现在读不到筛选数据，请稍后再试。下面的分页列出全部。"
  const OUTDATED = "数据刚刚更新，请刷新本页再筛选。"
  const files = new Map()

  // Always asked for anew (an unchanged file costs an answer of a few bytes). A file of another
  // edition than the page would put the words of one row beside the name of another.
  const fetched = async (url, edition) => {
    const file = await bulletinRead(url)
    if (file.edition !== edition) throw new Error(OUTDATED)
    return file
  }
  const get = (url, edition) => {
    if (!files.has(url)) {
      files.set(url, fetched(url, edition).catch((fault) => { files.delete(url); throw fault }))
    }
    return files.get(url)
  }
  const decoded = (text) => { try { return decodeURIComponent(text) } catch { return "" } }
  const made = (name, text, kind) => {
    const element = document.createElement(name)
    element.textContent = text
    if (kind) element.className = kind
    return element
  }

  class List {
    constructor(box) {
      const one = (selector) => box.querySelector(selector)
      this.box = box
      this.url = box.dataset.list
      this.unit = box.dataset.unit
      this.edition = box.dataset.edition
      this.filters = one(".filters")
      this.form = one("form")
      this.boxes = [...this.form.querySelectorAll("input[type=checkbox]")]
      this.sorting = this.form.elements.sort
      this.naming = this.form.elements.q
      this.none = one(".results-none")
      this.results = one(".results")
      this.table = one("table")
      this.body = one("tbody")
      this.heads = [...box.querySelectorAll("th[data-sort]")]
      this.status = one(".results-count")
      this.chosen = one(".chosen")
      this.more = one(".results-more")
      this.sheet = one("[data-do=sheet]")
      this.go = one("[data-do=go]")
      this.rows = new Map([...this.body.rows].map((row) => [Number(row.dataset.place), row]))
      this.shown = STEP
      this.turn = 0
      this.told = location.search
      this.listen()
      box.classList.add("is-ready")
      if (this.read(location.search)) this.apply().then(() => this.reveal())
    }

    // A link that was sent leads to the rows it names, not to what stands above the list.
    reveal() {
      const [way] = performance.getEntriesByType("navigation")
      if (way?.type === "navigate" && !location.hash && !scrollY) this.results.scrollIntoView()
    }

    listen() {
      const wide = matchMedia("(min-width: 1240px)")
      const fold = () => { this.filters.open = wide.matches && !document.documentElement.classList.contains("elder") }
      fold()
      wide.addEventListener?.("change", fold)
      for (const reach of ["pointerenter", "focusin", "touchstart"]) {
        this.filters.addEventListener(reach, () => { get(this.url, this.edition).catch(() => {}) }, { once: true, passive: true })
      }
      this.form.addEventListener("change", (event) => { if (event.target !== this.naming) this.turnTo() })
      this.naming.addEventListener("input", (event) => { if (!event.isComposing) this.turnTo("replaceState") })
      this.naming.addEventListener("compositionend", () => this.turnTo("replaceState"))
      this.form.addEventListener("submit", (event) => event.preventDefault())
      this.more.addEventListener("click", async () => {
        const first = this.shown
        this.shown += STEP
        await this.apply()
        if (this.more.hidden) this.body.rows[first]?.querySelector("a").focus()
      })
      this.sheet.addEventListener("click", () => this.download())
      this.go.addEventListener("click", () => this.leave())
      this.box.querySelector("[data-do=link]").addEventListener("click", (event) => this.copy(event.currentTarget))
      addEventListener("popstate", () => {
        if (location.search === this.told) return // a link within the page
        this.read(location.search)
        this.shown = STEP
        this.apply()
      })
      for (const head of this.heads) {
        const link = made("a", head.textContent)
        link.append(made("span", "", "sort-sign"))
        head.replaceChildren(link)
        link.addEventListener("click", (event) => {
          event.preventDefault()
          this.sorting.value = this.next(head)
          this.turnTo()
        })
      }
      this.mark()
    }

    // From the filters, which cover a phone's screen, to the rows they leave.
    leave() {
      this.filters.open = false
      this.status.tabIndex = -1
      this.status.focus({ preventScroll: true })
      this.results.scrollIntoView()
    }

    // The address and the form say the same. What the address names and the list does not know is
    // left out; true where something remains.
    read(search) {
      const asked = new Map(), known = (name, piece) => this.boxes.some((box) => box.name === name && box.value.toLowerCase() === piece.toLowerCase())
      this.naming.value = ""
      this.unknown = []
      for (const pair of search.slice(1).split("&")) {
        const [name, value = ""] = pair.split("=", 2)
        if (name === "q") this.naming.value = decoded(value)
        const pieces = value.split(",").map(decoded)
        if (this.boxes.some((box) => box.name === name)) {
          this.unknown.push(...pieces.filter((piece) => piece && !known(name, piece)).flatMap((piece) => piece.split(",")).filter((piece) => piece && !known(name, piece)))
        }
        asked.set(name, [...(asked.get(name) ?? []), ...pieces, ...pieces.flatMap((piece) => piece.split(","))])
      }
      for (const input of this.boxes) {
        const values = asked.get(input.name) ?? []
        input.checked = values.some((value) => value.toLowerCase() === input.value.toLowerCase())
      }
      const order = asked.get("sort")?.[0] ?? ""
      this.sorting.value = order
      if (this.sorting.selectedIndex < 0) this.sorting.value = ""
      return this.sorting.value !== "" || this.conditions().length + this.unknown.length > 0
    }

    // What is chosen or typed, in the order of the form: the words for it and how to let go of it.
    conditions() {
      const typed = this.naming.value.trim()
      const chosen = this.boxes.filter((input) => input.checked)
      return [
        ...typed ? [{ words: `含“${typed}”`, drop: () => { this.naming.value = "" } }] : [],
        ...chosen.map((input) => ({ words: input.dataset.words, drop: () => { input.checked = false } })),
      ]
    }

    query(order = this.sorting.value) {
      const named = new Map()
      const typed = this.naming.value.trim()
      if (typed) named.set("q", [encodeURIComponent(typed)])
      for (const input of this.boxes) {
        if (input.checked) named.set(input.name, [...(named.get(input.name) ?? []), encodeURIComponent(input.value)])
      }
      const pairs = [...named].map(([name, values]) => `${name}=${values.join(",")}`)
      if (order) pairs.push(`sort=${order}`)
      return pairs.length ? `?${pairs.join("&")}` : ""
    }

    // A choice is a step that the back button takes back; what is being typed is none.
    turnTo(step = "pushState") {
      this.unknown = []
      try {
        history[step](null, "", this.query() || location.pathname)
      } catch { /* a page opened from a folder, in some browsers: filtered all the same */ }
      this.shown = STEP
      this.apply()
    }

    async apply() {
      const turn = ++this.turn
      this.told = location.search
      this.results.setAttribute("aria-busy", "true")
      this.mark()
      try {
        await this.open()
        if (turn !== this.turn) return
        const matches = this.sorted(this.counted())
        const rows = matches.slice(0, this.shown)
        await this.load(rows.filter((place) => !this.rows.has(place)))
        if (turn !== this.turn) return
        this.matches = matches
        this.draw(rows)
        await this.follow(rows, turn)
      } catch (fault) {
        if (turn === this.turn) this.fail(fault)
      }
      if (turn === this.turn) this.results.removeAttribute("aria-busy")
    }

    // The index, and once a name is asked for, what the rows say.
    async open() {
      this.index ??= this.opened(await get(this.url, this.edition))
      if (!this.naming.value.trim() || this.lines) return
      await this.load(this.parts.map((part) => part.start))
      // What a row is picked by belongs to it too: 停产, 露天, D 重大风险.
      const labels = this.index.facets.map(({ sets, boxes }) =>
        sets.map((set) => set.map((choice) => boxes[choice]).filter(({ value }) => value !== "none").map((box) => /^[A-D]$/.test(box.value) ? `${box.dataset.words}、${box.value}级` : box.dataset.words)))
      const told = (place) => labels.flatMap((sets, f) => sets[this.index.facets[f].codes[place]])
      const cells = (place) => `、${[...this.index.named.map((field) => this.cell(place, field)), ...told(place)].join("、")}、`
      this.lines = bulletinFold(Array.from({ length: this.size }, (_, place) => cells(place).replaceAll("\n", " ")).join("\n")).split("\n")
    }

    // The index, with what is asked of it over and over: the boxes of each facet in its order.
    opened(index) {
      for (const facet of index.facets) {
        facet.boxes = facet.choices.map(([code]) => this.boxes.find((box) => box.name === facet.name && box.value === code))
        facet.counts = facet.boxes.map((box) => box.closest("label").querySelector(".count"))
      }
      let start = 0
      this.parts = index.parts.map(([name, count]) => ({ name, start, end: (start += count) }))
      this.size = start
      return index
    }

    // The rows that match. A choice counts the rows it would show with the choices of the other
    // facets: those that match, and those that nothing but its own facet keeps out. `without` says
    // how many more there would be without the choices of a facet, last without the name.
    counted() {
      const { facets } = this.index
      const allowed = facets.map((facet) => facet.boxes.some((box) => box.checked) &&
        facet.sets.map((set) => set.some((choice) => facet.boxes[choice].checked)))
      const tallies = facets.map((facet) => new Uint32Array(facet.sets.length))
      const matches = []
      const words = this.sought()
      this.without = Array(facets.length + 1).fill(0)
      for (let place = 0; place < this.size; place++) {
        let failed = 0, by = facets.length
        if (words.length && !words.every((word) => this.lines[place].includes(word))) failed++
        for (let f = 0; f < facets.length && failed < 2; f++) {
          if (allowed[f] && !allowed[f][facets[f].codes[place]]) { failed++; by = f }
        }
        if (failed === 1) this.without[by]++
        if (failed === 1 && by < facets.length) tallies[by][facets[by].codes[place]]++
        if (failed) continue
        matches.push(place)
        for (let f = 0; f < facets.length; f++) tallies[f][facets[f].codes[place]]++
      }
      facets.forEach((facet, f) => {
        const counts = facet.choices.map(() => 0)
        facet.sets.forEach((set, code) => { for (const choice of set) counts[choice] += tallies[f][code] })
        facet.counts.forEach((count, choice) => { count.textContent = counts[choice] })
      })
      return matches
    }

    // The words of the box. One that is an id as a whole means that id, not a longer one: the link
    // from the page of mine qx-1 shows no rows of qx-12.
    sought() {
      return bulletinWords(this.naming.value).map((word) => {
        const whole = `、${word}、`
        return /^[0-9a-z-]+$/.test(word) && this.lines.some((line) => line.includes(whole)) ? whole : word
      })
    }

    // Rows without a value come last in both directions; equal ones keep the list's own order.
    sorted(places) {
      const order = this.sorting.value
      const ranks = this.index.sorts[order.replace("-", "")]
      if (!ranks) return places
      const sign = order.startsWith("-") ? -1 : 1
      const known = places.filter((place) => ranks[place] >= 0)
      const unknown = places.filter((place) => ranks[place] < 0)
      return known.sort((a, b) => sign * (ranks[a] - ranks[b]) || a - b).concat(unknown)
    }

    async load(places) {
      const wanted = new Set(places.map((place) => this.part(place)))
      await Promise.all([...wanted].map(async (part) => {
        part.fields ??= (await get(this.url.replace(/\.json$/, `-${part.name}.json`), this.edition)).fields
      }))
    }

    part(place) { return this.parts.find((part) => place < part.end) }

    cell(place, field) {
      const part = this.part(place)
      const column = part.fields[field], at = place - part.start
      return column.words ? column.words[column.codes[at]] : column[at]
    }

    row(place) {
      if (!this.rows.has(place)) this.rows.set(place, this.built(place))
      return this.rows.get(place)
    }

    built(place) {
      const row = this.template("[data-row]")
      const mark = this.cell(place, "mark")
      if (mark) row.className = mark
      row.dataset.place = place
      for (const slot of row.querySelectorAll("[data-field]")) {
        const { field, kind, to, of } = slot.dataset
        const value = this.cell(place, field)
        if (!value) slot.remove()
        else if (kind === "grade") slot.replaceWith(this.template(`[data-part="grade-${value}"]`))
        else if (kind === "tags") slot.replaceWith(...value.split("\n").map((line) => this.tag(line)))
        else {
          slot.textContent = value
          if (kind === "link") slot.href = to.replace("{}", this.cell(place, of))
          if (kind === "day") slot.dateTime = value
          for (const name of ["field", "kind", "to", "of"]) delete slot.dataset[name]
        }
      }
      return row
    }

    tag(line) {
      const [kind] = line.split(" ", 1)
      const tag = this.template(`[data-part="tag-${kind}"]`)
      tag.append(line.slice(kind.length + 1))
      return tag
    }

    template(selector) { return this.box.querySelector(`template${selector}`).content.firstElementChild.cloneNode(true) }

    draw(rows) {
      const number = this.matches.length.toLocaleString("en")
      this.body.replaceChildren(...rows.slice(0, this.atOnce).map((place) => this.row(place)))
      this.table.hidden = !rows.length
      this.more.hidden = rows.length === this.matches.length
      this.more.firstElementChild.textContent = `再显示 ${Math.min(STEP, this.matches.length - rows.length)} ${this.unit}（已显示 ${rows.length}）`
      this.sheet.lastElementChild.textContent = `下载这 ${number} 行（CSV）`
      this.sheet.hidden = !rows.length
      const told = this.conditions().length ? "符合条件的" : "共"
      this.say(`${told} ${number} ${this.unit}`, `看这 ${number} ${this.unit}`)
      this.none.hidden = rows.length > 0
      this.none.replaceChildren(...rows.length ? [] : this.ways())
    }

    // The rows below the first picture. Who asks for more has seen those before.
    get atOnce() { return this.shown > STEP ? this.shown : AT_ONCE }

    async follow(rows, turn) {
      for (let from = this.atOnce; from < rows.length; from += AT_ONCE) {
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)))
        if (turn !== this.turn) return
        this.body.append(...rows.slice(from, from + AT_ONCE).map((place) => this.row(place)))
      }
    }

    // Nothing matches: what to let go of, and what there is then.
    ways() {
      const facets = this.index.facets.map(({ boxes }) => [boxes[0].closest("[role=group]").getAttribute("aria-label"), boxes])
      const ways = [...facets.map(([title, boxes]) => [`“${title}”`, boxes]), ["名称和号码", null]].map(([title, boxes], f) => [title, boxes, this.without[f]])
      const fruitful = ways.filter(([, , count]) => count).map(([title, boxes, count]) =>
        this.way(`不限${title}：${count.toLocaleString("en")} ${this.unit}`, boxes))
      const said = fruitful.length ? "没有一条同时符合这些条件。可以放宽一个：" : "没有一条同时符合这些条件，只放宽一个也没有。"
      const everywhere = this.naming.value.trim() ? [this.elsewhere(this.naming.value.trim())] : []
      return [made("p", said), ...everywhere, ...fruitful, this.way(`全部清除：${this.size.toLocaleString("en")} ${this.unit}`)]
    }

    // This list holds only its own rows: the search of the site looks into everything.
    elsewhere(typed) {
      const link = made("a", `在全站查“${typed}”`, "button")
      link.href = `${document.querySelector("[data-search]").getAttribute("action")}?q=${encodeURIComponent(typed)}`
      return link
    }

    way(words, boxes = undefined) {
      const button = made("button", words, "button")
      button.type = "button"
      button.addEventListener("click", () => {
        if (boxes !== null) for (const input of boxes ?? this.boxes) input.checked = false
        if (!boxes) this.naming.value = ""
        this.turnTo()
        this.status.tabIndex = -1
        this.status.focus()
      })
      return button
    }

    fail(fault) { this.say(fault.message === OUTDATED ? OUTDATED : UNREADABLE, "看结果") }

    say(words, go) {
      const unused = this.unknown?.length ? `链接里的条件这里没有，没有用上：${this.unknown.slice(0, 5).join("、").slice(0, 60)}。` : ""
      this.status.textContent = `${unused}${words}`
      this.go.textContent = go
    }

    // What is chosen, said three times: at the fold, as chips, in the headings.
    mark() {
      this.box.querySelector(".results-link").hidden = true
      const chosen = this.conditions()
      this.box.querySelector(".filters-chosen").textContent = chosen.length ? `已选 ${chosen.length} 项` : ""
      this.chosen.hidden = !chosen.length
      this.chosen.replaceChildren(...chosen.map(({ words, drop }) => this.chip(words, drop)))
      if (chosen.length) {
        this.chosen.append(this.chip("全部清除", () => { for (const { drop } of chosen) drop() }, true))
      }
      for (const head of this.heads) {
        const order = this.sorting.value
        const mine = order.replace("-", "") === head.dataset.sort
        const down = order.startsWith("-")
        if (mine) head.setAttribute("aria-sort", down ? "descending" : "ascending")
        else head.removeAttribute("aria-sort")
        head.querySelector(".sort-sign").textContent = mine ? (down ? " ▼" : " ▲") : ""
        head.firstElementChild.href = this.query(this.next(head)) || location.pathname
      }
    }

    chip(words, drop, clears = false) {
      const item = document.createElement("li")
      const button = made("button", words)
      button.type = "button"
      if (clears) item.className = "chosen-clear"
      else {
        button.append(this.template("[data-part=remove]"))
        button.setAttribute("aria-label", `去掉条件：${words}`)
      }
      button.addEventListener("click", () => {
        const at = [...this.chosen.children].indexOf(item)
        drop()
        this.turnTo()
        const left = this.chosen.children[Math.min(at, this.chosen.children.length - 1)]
        if (left) left.firstElementChild.focus()
        else this.filters.firstElementChild.focus()
      })
      item.append(button)
      return item
    }

    // The order a click on a heading leads to: its first direction, the other one, the list's own.
    next(head) {
      const name = head.dataset.sort
      const turns = head.dataset.down === undefined ? [name, `-${name}`, ""] : [`-${name}`, name, ""]
      return turns[(turns.indexOf(this.sorting.value) + 1) % 3]
    }

    async download() {
      const labels = this.conditions().map(({ words }) => words).join("+").slice(0, 60)
      let matches
      try {
        await this.open()
        matches = this.sorted(this.counted()) // not those of a picture that is still to come
        await this.load(matches)
      } catch (fault) {
        return this.fail(fault)
      }
      const { sheet, record, title, day } = this.index
      const address = (place) => this.box.dataset.site + record.replace("{}", this.cell(place, "id"))
      // A spreadsheet would run a cell that begins like a formula.
      const safe = (text) => /^[=+\-@＝＋－＠\t\r]/.test(text) ? `'${text}` : text
      const words = (tags) => tags.split("\n").map((line) => line.slice(line.indexOf(" ") + 1)).join("、")
      const quoted = (text) => `"${safe(text).replaceAll('"', '""')}"`
      const tags = new Set([...this.box.querySelector("template[data-row]").content.querySelectorAll("[data-kind=tags]")].map((slot) => slot.dataset.field))
      const line = (place) => sheet.map(([, field]) => {
        const value = field === "address" ? address(place) : this.cell(place, field)
        return quoted(tags.has(field) ? words(value) : value)
      }).join(",")
      const text = [sheet.map(([heading]) => quoted(heading)).join(","), ...matches.map(line)].join("\r\n")
      const link = document.createElement("a")
      link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }))
      link.download = [title, labels, day].filter(Boolean).join("-").replace(/[\\/:*?"<>|\s]+/g, "") + ".csv"
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60000)
    }

    async copy(button) {
      const link = location.href.split("#")[0]
      try {
        await navigator.clipboard.writeText(link)
        button.lastElementChild.textContent = "已复制"
        setTimeout(() => { button.lastElementChild.textContent = "复制链接" }, 3000)
      } catch {
        // No clipboard (an old browser, a site without https): the reader copies by hand.
        const place = this.box.querySelector(".results-link")
        const field = place.querySelector("input")
        place.hidden = false
        field.value = link
        field.focus()
        field.select()
      }
    }
  }

  for (const box of document.querySelectorAll("[data-list]")) new List(box)
})()
