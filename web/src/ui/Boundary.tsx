import { Component, type ReactNode } from "react";

import { Failure } from "./Failure.tsx";

/** Says that a screen failed, instead of leaving a blank page. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <main className="wrap">
        <Failure error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </main>
    );
  }
}
