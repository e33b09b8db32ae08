import { defineConfig } from "vitest/config";

const here = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  base: "/app/",
  resolve: {
    alias: [
      // The SDK wants of it only a `uuid` of another version and traces that a browser never sends: half of its size.
      { find: /^langsmith(\/.*)?$/, replacement: here("src/api/no-langsmith.ts") },
    ],
  },
  build: {
    outDir: here("../src/bareme/server/static"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the page allows no data: URL
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { moduleLevelDirective: false } }, // "use client" means nothing here
    license: { fileName: "licences.md" },
  },
  test: { include: ["src/**/*.test.ts"] },
});
