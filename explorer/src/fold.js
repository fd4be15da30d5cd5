// What has no decomposition in Unicode and is still typed without its mark.
const kPlain = {
  'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'ς': 'σ',
};

// Text without case and accents, so that "Über" is found by "uber".
export function fold(text) {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðþłħıς]/g, (letter) => kPlain[letter]);
}
