export interface PointerActions {
  pan(dx: number, dy: number): void;
  /** `x`, `y`: where on the canvas. */
  pinch(factor: number, x: number, y: number): void;
}

const DRAG_FROM_PX = 4;

/** One pointer drags (from a few pixels on, so that clicks stay clicks), two pinch. */
export function listenToPointers(canvas: SVGSVGElement, actions: PointerActions): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let isDragging = false;
  let travelled = 0;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) [isDragging, travelled] = [false, 0];
  });
  canvas.addEventListener('pointermove', (event) => {
    const last = pointers.get(event.pointerId);
    if (last === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      const { left, top } = canvas.getBoundingClientRect();
      const [before, after] = [
        Math.hypot(last.x - other.x, last.y - other.y),
        Math.hypot(now.x - other.x, now.y - other.y),
      ];
      if (before > 0) actions.pinch(after / before, (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
      isDragging = true;
    } else {
      travelled += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
      if (!isDragging && travelled >= DRAG_FROM_PX) {
        isDragging = true;
        canvas.setPointerCapture(event.pointerId);
        canvas.classList.add('dragging');
      }
      if (isDragging) actions.pan(now.x - last.x, now.y - last.y);
    }
    pointers.set(event.pointerId, now);
  });
  const end = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    canvas.classList.remove('dragging');
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener('pointerleave', (event) => !isDragging && end(event));
  canvas.addEventListener('dragstart', (event) => event.preventDefault());
  canvas.addEventListener(
    'click',
    (event) => {
      if (!isDragging) return;
      isDragging = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
