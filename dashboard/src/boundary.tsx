// What is shown in the place of a page that cannot be drawn, so that the rest of the dashboard stays.

import { Component, type ReactNode } from 'react';
import { Failed } from './parts/states.tsx';
import { versionWatch } from './version.ts';

interface BoundaryProps {
  children: ReactNode;
}

export class Boundary extends Component<BoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidCatch(): void {
    void versionWatch.ask();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    if (isMissingCode(error))
      return (
        <Failed title="This page could not be loaded." onRetry={reload} retry="Reload">
          The dashboard was probably updated after you opened it. Reload to get the new version.
        </Failed>
      );
    return (
      <Failed title="This page met an error and cannot be shown." onRetry={reload} retry="Reload">
        Reload, or choose another page. If it happens again, report this message:{' '}
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </Failed>
    );
  }
}

/** A page's code is loaded when it is opened. After an upgrade the server has it under another name. */
function isMissingCode(error: unknown): boolean {
  return error instanceof Error && /imported module|module script|preload/i.test(error.message);
}

function reload(): void {
  window.location.reload();
}
