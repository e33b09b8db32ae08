import { Component, type ReactNode } from "react";

import { Unreachable } from "../api/problem.ts";
import { Failure } from "./Failure.tsx";

/** Whether a screen could not be loaded, which each browser says in its own words. */
const isPartMissing = (error: unknown) =>
  error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);

/** Says that a screen failed, instead of leaving a blank page. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: isPartMissing(error) ? new Unreachable({ cause: error }) : error };
  }

  retry = () => {
    // A part of the app that could not be loaded is not asked for twice by the same page.
    if (this.state.error instanceof Unreachable) location.reload();
    else this.setState({ error: null });
  };

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="wrap">
        <Failure error={this.state.error} onRetry={this.retry} />
      </main>
    );
  }
}
