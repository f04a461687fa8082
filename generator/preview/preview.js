// Of the preview only: asks whether a file was saved, loads the page anew, and lays what is wrong over
// the last good page. Everything is set as text.
(() => {
  const STEP = 400
  const edition = Number(document.currentScript.dataset.edition)
  let shown = ""
  const made = (name, text = "", kind = "") => {
    const element = document.createElement(name)
    element.textContent = text
    if (kind) element.className = kind
    return element
  }
  const link = (place, address) => {
    if (!address) return made("b", place)
    const to = made("a", place)
    to.href = address
    return to
  }
  const box = made("aside", "", "bulletin-preview")

  const draw = (state) => {
    const said = JSON.stringify(state)
    if (said === shown) return
    shown = said
    box.replaceChildren()
    if (state.problems.length) {
      const fold = made("details", "", "bulletin-problems")
      fold.open = state.problems.some((problem) => problem.severity === "error")
      fold.append(made("summary", state.title), ...state.problems.map((problem) => {
        const line = made("p")
        line.append(link(problem.place, problem.link), " ", made("span", problem.message), " ", made("i", problem.fix))
        return line
      }))
      box.append(fold)
    }
    if (state.rows.length) {
      const fold = made("details", "", "bulletin-rows")
      fold.append(made("summary", `${state.rows_title} ${state.rows[0].place}`), ...state.rows.map((row) => {
        const line = made("p")
        line.append(link(row.place, row.link))
        return line
      }))
      box.append(fold)
    }
    box.hidden = !box.childElementCount
  }

  const look = async () => {
    try {
      const answer = await fetch(`/.bulletin/state?page=${encodeURIComponent(decodeURIComponent(location.pathname))}`)
      const state = await answer.json()
      if (edition !== state.edition) return location.reload()
      draw(state)
    } catch { box.classList.add("is-lost") }
    setTimeout(look, STEP)
  }
  document.body.append(box)
  look()
})()
