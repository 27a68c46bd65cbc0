/** Passkeys: the browser's ceremony between a challenge of the server and a form. Without support nothing shows. */
export function startPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return
  for (const note of document.querySelectorAll("[data-cs-passkey-unsupported]")) note.hidden = true
  for (const form of document.querySelectorAll("[data-cs-passkey]")) {
    form.hidden = false
    form.addEventListener("submit", hold)
  }
}

async function hold(event) {
  const form = event.currentTarget
  // The server says that the name is missing, before a passkey is made for nothing.
  if (form.elements.name && !form.elements.name.value.trim()) return
  event.preventDefault()
  const problem = form.querySelector("[data-cs-passkey-error]")
  problem.hidden = true
  try {
    form.elements.credential.value = JSON.stringify(await ceremony(form))
    form.submit()
  } catch {
    problem.hidden = false
  }
}

async function ceremony(form) {
  const answer = await fetch(form.dataset.optionsUrl, { method: "POST", body: new FormData(form) })
  const { publicKey } = await answer.json()
  if (form.dataset.csPasskey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
}
