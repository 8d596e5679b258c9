import { call } from '../decision.ts';
import { leaning, mostLikely } from '../leaning.ts';
import { phrases } from '../phrases.ts';
import type { Rule } from '../rule.ts';

/** Goods of a shop for campers and of one for cooks. Somebody who only names one wants to buy it. */
export const GOODS = phrases(
  'tent* | lantern* | lamp | lamps | torch* | stove* | sleeping bag* | sleeping mat* | mat | mats | jacket* | coat | coats',
  'rucksack* | backpack* | boots | rope* | hammock* | cooler* | tarp* | map | maps | compass* | thermos* | flask* | outdoor*',
  'kettle* | grinder* | french press* | mug | mugs | cup | cups | knife | knives | knifes | board | boards | pan | pans',
  'frying pan* | saucepan* | pot | pots | teapot* | apron* | scale | scales | bowl | bowls | plate | plates | spoon* | fork*',
  'espresso* | coffee mak* | kitchen* | camping | hiking | baking | cooking',
);

/** An item that somebody has, "my jacket": something is the matter with it. */
export const OWNED = new RegExp(String.raw`(?<!\p{L})my\s+(?:\p{L}+\s+)?${GOODS.source}`, 'iu');

export const BUY = phrases(
  'buy* | order | purchase | price* | cost* | sell* | how much | catalogue | cheap* | affordable | present | gift*',
  'looking for | interested | something for | something to | anything for | anything to | give me | give to somebody',
  'give to someone | give somebody | do you have | have you got | do you … have | have you … got | in stock | available',
  'add … to my | add … to the | put … in my | put … in the | i take | i will take | assortment | what else | what is there',
  'need a | need an | need some | need any | want a | want an | want some | like a | like an | like some | get a | get an',
  'got a | got an | got any | got some | get some | get me | show me … you have | discount | on sale',
  'need # | want # | got # | get # | have # | like # | take #',
);

/** Stock phrases for what is wrong with an item. */
export const FAULT =
  /\b(?:too (?!much|many|please|bad|late)\w+|broke\w*|defective|faulty|damaged|cracked|smashed|torn|ripped|blunt|leak\w*|holes?|(?:came|fell|falls) off|wrong \w+|missing|incomplete|stain\w*|rust\w*|dented|bent|scratche[ds]\w*|chipped|shattered|in pieces|dead on arrival|(?:stopped|not|quit) work\w*|(?:doesn['’]?t|does not|didn['’]?t|did not|don['’]?t|do not|won['’]?t) (?:fit|work|like|want|need|close|open|turn on|switch on)(?: (?:it|them))?|only (?:wanted|ordered|needed) \w+|not (?:very |really |at all )?(?:happy|satisfied|pleased|what i ordered|as described)|unhappy|disappoint\w*|dissatisfied|changed my mind|never arrived)\b/i;

const BACK = phrases(
  'refund* | return* | exchang* | reimburs* | money back | cash back | the cash | the money | my cash | my money',
  'send … back | give … back | take … back | bring … back | sending … back | send back | take back | give back | replace*',
  'cancel* | claim | warranty | guarantee | complain* | compensat* | swap it | swap them | complaint',
);

export const SEND_BACK = new RegExp(`${BACK.source}|${FAULT.source}`, 'iu');

/** Weighs the words where no phrase decided. */
const LEANINGS = [
  leaning(
    'transferToRefunds',
    'swap | replacement | spare part | poor quality | bad quality | useless | rubbish | mistake | a problem | problem with',
    'wrong | another | other | colour | size | first day | first use | after | already | used | bad | bought | ordered | got | through',
  ),
  leaning(
    'transferToSales',
    'gear | equipment | supplies | goods | brand* | brands | products | items | discounts | deliver | ship | stock | choose',
    'need | want | week | trip | alps | mountains | beginner* | best | new | better | weekend | for a | somebody | someone | show me',
  ),
] as const;

/** Decides where the words point to, when no rule before it did. */
export const leans: Rule = (situation) => {
  const step = mostLikely(situation.said, LEANINGS);
  return step && call(step);
};
