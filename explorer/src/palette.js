// The colours of Okabe and Ito, which people who see colours differently can tell apart
// (https://jfly.uni-koeln.de/color/), each language in the shade that stands out from the background.
const kLight = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#f0e442'];
const kDark = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#0072b2', '#d55e00', '#ffffff', '#f0e442'];
// A ninth language gets the first colour and another shape.
const kShapes = ['circle', 'square', 'triangle'];

export const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

export function mix(colour, other, share) {
  const b = channels(other);
  const mixed = channels(colour).map((value, i) => Math.round(value * (1 - share) + b[i] * share));
  return '#' + mixed.map((value) => value.toString(16).padStart(2, '0')).join('');
}

export function palette(dark) {
  const colours = dark ? kDark : kLight;
  const ink = dark ? '#eceae4' : '#1c1e22';
  const of = (language) => colours[language % colours.length];
  return {
    ink,
    background: dark ? '#14161a' : '#fcfbf8',
    of,
    text: (language) => mix(of(language), ink, 0.5),   // readable as small letters
    shape: (language) => kShapes[Math.floor(language / colours.length) % kShapes.length],
  };
}
