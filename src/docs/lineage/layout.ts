/** Positions in the list of nodes: from, to. */
export type Edge = readonly [number, number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
  /** 0 is leftmost. Nodes without any edge stand in a grid below all layers and have layer -1. */
  readonly layer: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface EdgeLine {
  readonly from: number;
  readonly to: number;
  /** An even number of points: a curve leads from each even one to the next, a straight line from there on. */
  readonly points: readonly Point[];
}

export interface Layout extends Size {
  /** One per node, in the order given. */
  readonly boxes: readonly Box[];
  /** The edges given, without repeated ones, loops, and those that would close a cycle. */
  readonly lines: readonly EdgeLine[];
}

/** The layered graph with dummies: vertices 0…n-1 are the nodes, the rest are places where long edges pass a layer. */
export interface Layered {
  readonly layers: readonly (readonly number[])[];
  readonly left: readonly (readonly number[])[];
  readonly right: readonly (readonly number[])[];
  readonly heights: readonly number[];
  /** Vertices from here on are dummies. */
  readonly firstDummy: number;
}
