/** Whether single keys do anything: some people speak to their computer, and some lean on the keyboard. */

const KEY = "bareme.keys";

export const keysAreOn = (): boolean => localStorage.getItem(KEY) !== "off";

export function switchKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, "off");
}
