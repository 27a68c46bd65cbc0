/** Show the print buttons, which stay hidden where they could not work. */
export function startPrinting() {
  for (const button of document.querySelectorAll("[data-cs-print]")) {
    button.hidden = false
    button.addEventListener("click", () => window.print())
    const hint = button.parentElement.querySelector(".cs-print__hint")
    if (hint) hint.hidden = true
  }
}
