/** Texts taken apart into words, as TensorFlow takes them apart: what layers compute with and what is shown agree. */

/** Only letters of ASCII are made small, as TensorFlow does without an encoding. */
export const smallLetters = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const withoutPunctuation = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '');

export const splitAtBlanks = (text: string): string[] => text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');

/** The words of a text in small letters, as TextVectorization finds them by default. */
export const wordsIn = (text: string): string[] => splitAtBlanks(withoutPunctuation(smallLetters(text)));
