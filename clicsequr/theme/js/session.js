const TICK = 1000

/** Warn before an idle session ends, in words given by the page, and let one act extend it. */
export function startSessionWarning(dialog) {
  if (!dialog) return
  const idle = Number(dialog.dataset.idleSeconds) * 1000
  const warnAt = idle - Number(dialog.dataset.warnSeconds) * 1000
  const countdown = dialog.querySelector("[data-cs-countdown]")
  const pageTitle = document.title
  // Another page of the same person counts as activity: the server extends one session for all.
  const otherPages = "BroadcastChannel" in window ? new BroadcastChannel("cs-session") : null
  let lastSeen = Date.now()
  let ended = false

  function extend() {
    lastSeen = Date.now()
    document.title = pageTitle
    if (dialog.open) dialog.close()
  }

  function end() {
    ended = true
    // A fresh GET of this address: the server says what was kept and how to come back.
    window.location.assign(window.location.pathname + window.location.search)
  }

  function tick() {
    if (ended) return
    const elapsed = Date.now() - lastSeen
    if (elapsed >= idle) return end()
    if (elapsed < warnAt) return
    if (!dialog.open) dialog.showModal()
    document.title = `${dialog.dataset.title} – ${pageTitle}`
    say(wordsFor(dialog, idle - elapsed))
  }

  function say(words) {
    // Assistive technology reads every change: write only when the words differ.
    if (countdown.textContent !== words) countdown.textContent = words
  }

  async function stay(event) {
    event.preventDefault()
    const form = event.currentTarget
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" })
      if (!answer.ok) return end()
    } catch {
      // No network: the ordinary submit shows the browser's own message.
      return form.submit()
    }
    otherPages?.postMessage("seen")
    extend()
  }

  dialog.querySelector("[data-cs-stay]").addEventListener("submit", stay)
  // Escape means "I am here", as the button does; closing silently would end the session unannounced.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault()
    dialog.querySelector("[data-cs-stay]").requestSubmit()
  })
  otherPages?.addEventListener("message", extend)
  otherPages?.postMessage("seen")
  window.addEventListener("pageshow", (event) => event.persisted && tick())
  document.addEventListener("visibilitychange", tick)
  window.setInterval(tick, TICK)
}

function wordsFor(dialog, left) {
  const minutes = Math.ceil(left / 60000)
  if (left < 60000) return dialog.dataset.soon
  if (minutes === 1) return dialog.dataset.one
  return dialog.dataset.many.replace("{n}", minutes)
}
