// Keeps the panel fresh: while briefs are on their way it asks often, otherwise now and then; what the editor unfolded stays so.
(() => {
  const OFTEN_MS = 3000;
  const SELDOM_MS = 8000;

  function keepFresh(panel) {
    let mark = "";
    async function look() {
      if (!panel.isConnected) return;
      if (!document.hidden) {
        try {
          const answer = await fetch(panel.dataset.briefsPanel, {
            credentials: "same-origin",
            headers: mark ? { "If-None-Match": mark } : {},
          });
          if (answer.status === 200 && !answer.redirected) {
            mark = answer.headers.get("ETag") || "";
            replace(panel, await answer.text());
          }
        } catch {
          // the network is away: the next look tells
        }
      }
      setTimeout(look, panel.querySelector("[data-briefs-waiting]") ? OFTEN_MS : SELDOM_MS);
    }
    setTimeout(look, OFTEN_MS);
  }

  function replace(panel, content) {
    const unfolded = new Map();
    for (const claim of panel.querySelectorAll("[data-briefs-claim]")) unfolded.set(claim.dataset.briefsClaim, claim.open);
    const focused = document.activeElement?.closest("[data-briefs-claim]")?.dataset.briefsClaim;
    const fresh = new DOMParser().parseFromString(content, "text/html"); // the server escaped every word of it
    panel.replaceChildren(...fresh.body.childNodes);
    for (const claim of panel.querySelectorAll("[data-briefs-claim]")) {
      if (unfolded.has(claim.dataset.briefsClaim)) claim.open = unfolded.get(claim.dataset.briefsClaim);
      if (claim.dataset.briefsClaim === focused) claim.querySelector("summary").focus({ preventScroll: true });
    }
  }

  function start() {
    for (const panel of document.querySelectorAll("[data-briefs-panel]")) keepFresh(panel);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
