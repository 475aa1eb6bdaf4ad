// Small comforts only: every page works without this file.
(() => {
  "use strict";

  // A form is sent once: the button says that it is busy, and comes back if the page does (back button, bfcache).
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("button:not([type=button])")) {
      if (button !== event.submitter) continue;
      button.setAttribute("aria-busy", "true");
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  });

  // Copying: the button carries the text and the words that say it was done.
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return;
      }
      const said = button.nextElementSibling;
      if (said) {
        said.textContent = button.dataset.done;
        setTimeout(() => { said.textContent = ""; }, 4000);
      }
    });
  }

  // Printing, where a page offers it.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // The outcome page asks how it stands until it stands differently, then shows the new page. It asks less and less
  // often, stops while nobody looks, and survives a network that comes and goes.
  const live = document.querySelector("[data-live]");
  if (live) {
    let waits = 2000;
    const ask = async () => {
      if (!document.hidden) {
        try {
          const answer = await fetch(live.dataset.live, { headers: { accept: "application/json" }, cache: "no-store" });
          if (answer.ok && (await answer.json()).state !== live.dataset.state) {
            location.reload();
            return;
          }
        } catch { /* no network now: ask again later */ }
        waits = Math.min(waits * 1.25, 15000);
      }
      setTimeout(ask, waits);
    };
    setTimeout(ask, waits);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) waits = 2000; });
  }
})();
