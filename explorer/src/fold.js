// What has no decomposition in Unicode and is still typed without its mark.
const kPlain = {
  'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ł': 'l', 'ħ': 'h', 'ı': 'i', 'ς': 'σ',
};

// The marks of these scripts are accents, or points that are mostly left out. Those of others are vowels.
const kAccented = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}+/gu;

// Text without case and accents, so that "Über" is found by "uber".
export function fold(text) {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(kAccented, '$1')
    .replace(/[ßæœøđðþłħıς]/g, (letter) => kPlain[letter]);
}
