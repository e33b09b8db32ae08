/** Dark or light: as the system has it, until one of them is chosen here. */

const KEY = "bareme.theme";

export function applyTheme(): void {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function switchTheme(): void {
  const shown = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  localStorage.setItem(KEY, shown === "dark" ? "light" : "dark");
  applyTheme();
}
