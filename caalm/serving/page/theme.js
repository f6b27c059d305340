/* Runs before anything is drawn, so that nobody who chose dark sees a white flash. */
(() => {
  try {
    const chosen = localStorage.getItem("caalm-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // No storage here: the system's colours it is.
  }
})();
