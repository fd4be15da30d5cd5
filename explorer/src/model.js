import { fold } from './fold.js';

// The words of the page as the program wrote them (docs/formats.md, "The explorer's data"), made ready to be drawn and
// searched. A point is a word with a place on the map; the neighbours of a point may be words without one.
export function makeModel(data) {
  const languages = data.languages.map((language, number) => ({
    number,
    code: language.code,
    vocabulary: language.vocabulary,
    words: language.words,
    points: language.x.map((x, i) => ({
      language: number,
      rank: i + 1,
      word: language.words[i],
      folded: fold(language.words[i]),
      x,
      y: language.y[i],
    })),
    index: null,
  }));

  // Most frequent first, the languages in turn.
  const points = languages.flatMap((language) => language.points);
  points.sort((a, b) => a.rank - b.rank || a.language - b.language);

  function find(code, word) {
    const language = languages.find((one) => one.code === code);
    if (!language) return null;
    language.index ??= new Map(language.points.map((point) => [point.word, point]));
    return language.index.get(word) ?? null;
  }

  // [{word, point or null, score}] best first. Scores come as ten-thousandths: the first of a list, then how much lower
  // each next one is.
  function neighbours(point, language) {
    const { count, ids, scores } = data.languages[point.language].neighbours[language];
    const first = (point.rank - 1) * count;
    const found = [];
    let score = 0;
    for (let n = first; n < first + count; ++n) {
      score = n === first ? scores[n] : score - scores[n];
      const { words, points: shown } = languages[language];
      found.push({ word: words[ids[n]], point: shown[ids[n]] ?? null, score: score / 10000 });
    }
    return found;
  }

  return { title: data.title, layout: data.layout, separate: data.separate, languages, points, find, neighbours };
}
