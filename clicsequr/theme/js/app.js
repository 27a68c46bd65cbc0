import { createAll, Button, ErrorSummary, NotificationBanner, PasswordInput, SkipLink } from "govuk-frontend"
import { startPasskeys } from "./passkeys.js"
import { startPrinting } from "./print.js"
import { startSessionWarning } from "./session.js"

// GOV.UK Frontend's page template does this in an inline script, which our policy forbids.
document.body.classList.add("js-enabled", "govuk-frontend-supported")

for (const Component of [Button, ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) createAll(Component)
startPrinting()
startPasskeys()
startSessionWarning(document.getElementById("session-warning"))
