// The reader's two choices, remembered on this device: theme (light, dark, or as the system says)
// and large type (大字版). Everything on the site works without this file.
(() => {
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

  show()
  system.addEventListener?.("change", show)
  document.addEventListener("DOMContentLoaded", () => {
    show()
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-switch]")
      if (button) press(button.dataset.switch)
    })
  })
})()
