// The reader's two choices, remembered on this device: theme (light, dark, or as the system says)
// and large type (大字版), and the way to the search. Everything else works without this file.
const bulletinFolder = location.protocol === "file:"

// Reads a JSON file of the site. A page opened from a folder may fetch nothing: there the same
// content lies beside it as a script, which hands it over (`bulletin pack`).
const bulletinReceived = new Map()
const bulletinReceive = (content) => bulletinReceived.set(document.currentScript.src, content)
const bulletinRead = async (url, cache = "no-cache") => {
  if (!bulletinFolder) {
    const answer = await fetch(url, { cache })
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
    return answer.json()
  }
  const script = document.createElement("script")
  script.src = url.replace(/json$/, "js")
  await new Promise((done, failed) => {
    script.addEventListener("load", done)
    script.addEventListener("error", () => failed(new Error(url)))
    document.head.append(script)
  })
  return bulletinReceived.get(script.src)
}
// The address of a page as this copy of the site reaches it: a folder shows no index.html by itself.
const bulletinPage = (address) => bulletinFolder ? address.replace(/\/(?=#|$)/, "/index.html") : address

// What readers type: width and case, kinds of dashes and dots make no difference; brackets, quotes,
// commas, blanks and signs that nobody sees stand for nothing. 、 and line feeds stay: they part values from each other.
const bulletinFold = (text) => text.normalize("NFKC").toLowerCase()
  .replace(/[()〔〕〖〗【】「」『』《》〈〉[\]{}<>“”‘’"',]|[^\S\n]|\p{Cf}/gu, "").replace(/[‐-―−]/g, "-").replace(/[•‧∙・]/g, "·")
// The words of a query: each must stand somewhere. A comma inside a number parts nothing, nor does the blank of “D 级”.
const bulletinWords = (query) => query.normalize("NFKC").replace(/(\d),(?=\d)/g, "$1").replace(/([A-Da-d])\s+(?=级)/g, "$1").split(/[\s,;:?!、。]+/).map(bulletinFold).filter(Boolean).slice(0, 50)

;(() => {
  const html = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const recall = (key) => { try { return localStorage.getItem(key) } catch { return null } }
  const remember = (key, value) => {
    try {
      if (value) localStorage.setItem(key, value)
      else localStorage.removeItem(key)
    } catch { /* private browsing: the choice lasts as long as the page */ }
  }
  let scheme = recall("bulletin.scheme")
  let elder = recall("bulletin.elder")
  const dark = () => scheme ? scheme === "slate" : system.matches

  const show = () => {
    html.classList.remove("no-js")
    html.classList.toggle("elder", Boolean(elder))
    if (scheme === "slate" || scheme === "default") html.setAttribute("data-md-color-scheme", scheme)
    else html.removeAttribute("data-md-color-scheme")
    for (const button of document.querySelectorAll("[data-switch]")) {
      const on = button.dataset.switch === "elder" ? Boolean(elder) : dark()
      button.setAttribute("aria-pressed", String(on))
    }
  }

  const press = (kind) => {
    if (kind === "elder") remember("bulletin.elder", elder = elder ? "" : "on")
    if (kind === "scheme") {
      const wanted = !dark()
      // Back to what the system says: then follow it again.
      scheme = wanted === system.matches ? "" : wanted ? "slate" : "default"
      remember("bulletin.scheme", scheme)
    }
    if (kind === "print") print()
    show()
  }

  // The search costs nothing until it is used: its script comes with the first focus of the box.
  const search = () => {
    const form = document.querySelector("[data-search]")
    const box = form?.querySelector("input")
    if (!box) return
    const load = () => {
      const script = document.createElement("script")
      script.src = `${form.dataset.search}assets/search.js`
      script.addEventListener("error", () => {
        const status = document.querySelector(".search-status")
        if (status) status.textContent = "搜索的程序没有取到：网络不通，或者网站正在更新。请刷新再试。"
      })
      document.head.append(script)
    }
    if (form.closest("main") || document.activeElement === box) load()
    else box.addEventListener("focus", load, { once: true })
  }

  // Copies an address; where the browser forbids it (a site without https), selects it instead.
  const copy = async (button) => {
    const said = document.querySelector("[data-copied]")
    const address = button.closest(".feed")?.querySelector(".code")
    let words = "已复制"
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
    } catch {
      if (address) getSelection().selectAllChildren(address)
      words = "请长按选中的地址，再复制"
    }
    if (!said) return
    said.textContent = words
    said.hidden = false
    setTimeout(() => { said.hidden = true }, 3000)
  }

  show()
  system.addEventListener?.("change", show)
  document.addEventListener("DOMContentLoaded", () => {
    show()
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-switch]")
      if (button) press(button.dataset.switch)
      const address = event.target.closest?.("[data-copy]")
      if (address) copy(address)
    })
    search()
  })
})()
