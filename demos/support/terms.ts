/** Characters of a question that are read, and words that are looked up. */
const LONGEST_QUESTION = 1000;
const MOST_TERMS = 16;

/** Words that say nothing about the subject of a question. */
const STOP = new Set(
  `a about after again all also am an and any anybody anyone anything are as at be because been before being but by can cannot
  cant could did do does doesn doesnt doing don dont for from get gets getting go goes going got guys had has have hello help her here hey hi his how i if in
  into is isn isnt it its just let like ll m make may maybe me might mine mossnote must my need needs no not now of off on one or our out
  please re s shall she should so some somebody someone something still t tell than thank thanks that the their them then there these
  they thing things this those to too u us use using ve very want wants was we were what when where which who why will with without won wont
  would yes you always although anymore bought came else ever everybody everything everywhere exist exists instead keep keeps many more much never nothing per right somehow took two way ways already even only other others own same such than too your d im ive teh possible know happens way really`.split(
    /\s+/,
  ),
);

/**
 * Finds the words of a question that are worth looking up, each once, in lower case. The words are letters and digits
 * only, so that no syntax of the full-text index is left in them.
 */
export const termsOf = (question: string): readonly string[] => {
  const words =
    question
      .slice(0, LONGEST_QUESTION)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => !STOP.has(word) && word.length <= 40).slice(0, MOST_TERMS);
};
