import type { ProjectView } from '../project-view.js';
import type { Route } from '../route.js';

/** What a page is made from. */
export interface PageContext {
  readonly project: ProjectView;
  readonly go: (route: Route) => void;
  /** Puts a query into the search box and shows what it finds. */
  readonly search: (query: string) => void;
}

/** A page on the screen. */
export interface View {
  readonly element: HTMLElement;
  readonly title: string;
  /** Takes on another address of the same page without being built anew; false when it cannot. */
  update?(route: Route): boolean;
  /** Called once it stands in the document. */
  attached?(): void;
}
