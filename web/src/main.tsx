import "./styles/index.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { answers } from "./api/answer.ts";
import { App } from "./app.tsx";
import { Speaking } from "./i18n/context.tsx";
import { forgetReview, unsentDecisions } from "./outbox/forget.ts";
import { Boundary } from "./ui/Boundary.tsx";
import { atSignOut } from "./ui/SignOut.tsx";
import { applyTheme } from "./ui/theme.ts";

applyTheme();
atSignOut({ erase: forgetReview, unsent: unsentDecisions });
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={answers}>
      <Speaking>
        <Boundary>
          <App />
        </Boundary>
      </Speaking>
    </QueryClientProvider>
  </StrictMode>,
);
