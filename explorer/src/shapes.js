// The shapes of dots: the corners of each around a circle of radius 1, clockwise. They take about as much ink.
const kCorners = {
  circle: null,
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  triangle: [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  wedge: [[-1.1, -0.8], [1.1, -0.8], [0, 1.2]],
};
export const kShapes = Object.keys(kCorners);

// Is the place (x, y) within the shape?
export function inside(shape, x, y) {
  const corners = kCorners[shape];
  if (!corners) return x * x + y * y <= 1;
  return corners.every(([x0, y0], n) => {
    const [x1, y1] = corners[(n + 1) % corners.length];
    return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0;
  });
}

// Its outline as the path of a canvas.
export function trace(context, shape, x, y, radius) {
  context.beginPath();
  if (!kCorners[shape]) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [cx, cy] of kCorners[shape] ?? []) context.lineTo(x + radius * cx, y + radius * cy);
  context.closePath();
}
