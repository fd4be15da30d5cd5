import { kShapes } from './shapes.js';

// The colours of Okabe and Ito, which people who see colours differently can tell apart
// (https://jfly.uni-koeln.de/color/), each language in a shade that, as a dot,
// has three times the light of the background or a third of it (WCAG 2.2, 1.4.11).
const kLight = ['#00568c', '#c24f00', '#00805a', '#b8568c', '#2680b8', '#9a6800', '#000000', '#7d7500'];
const kDark = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#2f86cc', '#d55e00', '#ffffff', '#f0e442'];
export const kDotAlpha = 0.8;   // dots that lie on one another are seen as several

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
    shape: (language) => kShapes[language % kShapes.length],   // a ninth language has the first colour and another shape
  };
}
