/** A line as somebody types it at the beginning of a demo, and the step that makes sense next. */
export type Sentence = readonly [line: string, step: Step];

/** The name of a function that the run calls, or a pattern of the text with which a run without calls ends. */
export type Step = string | RegExp;

/** The model says that it did not understand. */
export const LOST = /did not understand/;
/** The model says what it is. */
export const HONEST = /^(?!.*did not understand).*\bset of rules\b/;

/*
 * Twenty lines for each demo: plain ones, paraphrases, typing mistakes, chatter and nonsense. They were written before
 * the rules that have to understand them. Change the rules, not the lines.
 */
export const sentences: Readonly<Record<'airline' | 'weather' | 'triage' | 'shopper', readonly Sentence[]>> = {
  airline: [
    ["hey, something came up and I can't make my flight on thursday", 'transferToModification'],
    ['pls cancle my flihgt', 'transferToCancellation'],
    ['Is there any chance of flying a day later?', 'transferToChange'],
    ["i'd like my money back, not flying anymore", 'transferToCancellation'],
    ['where the heck is my luggage??', 'transferToBaggage'],
    ['my bagage didnt show up on the belt', 'transferToBaggage'],
    ['They lost my rucksack', 'transferToBaggage'],
    ['Could I speak with somebody real please', 'escalate'],
    ['get me an actual human', 'escalate'],
    ['swap my thursday flight for one on Saturday', 'findFlights'],
    ['Do you have anything on Sunday instead?', 'transferToChange'],
    ['What time does my plane leave?', /Thursday/],
    ['good evening', /flight/],
    ['thanks a lot, bye', /welcome|journey/i],
    ['purple monkey dishwasher', LOST],
    ['are you a real person or a bot?', HONEST],
    ['how do I bake bread', LOST],
    ['bag tag RX448812 never arrived', 'searchBaggage'],
    ['I want to rebook', 'transferToChange'],
    ['I am ill and will stay at home, what about my ticket?', 'transferToModification'],
  ],
  weather: [
    ['weather paris', 'getWeather'],
    ['whats teh wether like in Berlin', 'getWeather'],
    ['Should I take a coat to Madrid?', 'getWeather'],
    ['is it going to snow on sunday in Zurich', 'getWeather'],
    ['do i need sunscreen in Lisbon tomorow', 'getWeather'],
    ['Oslo', 'getWeather'],
    ['London and Rome please', 'getWeather'],
    ['how hot does it get in dubai', 'getWeather'],
    ['will it rain?', /city|where/i],
    ['forcast for friday', /city|where/i],
    ['Tell ada@example.com how the weather is in Vienna', 'sendEmail'],
    ['mail me the forecast', /address|city/i],
    ['hiya', /city|weather/i],
    ['cheers mate', /welcome|enjoy/i],
    ['who won the football match', LOST],
    ['blah blah blah', LOST],
    ['42', LOST],
    ['are you ChatGPT?', HONEST],
    ['What can you do?', /weather/i],
    ['can I have a picnic in Prague on Saturday', 'getWeather'],
  ],
  triage: [
    ['I need somewhere to sleep in the mountains, got a tent?', 'transferToSales'],
    ['gimme 3 lanterns', 'transferToSales'],
    ['do u have sleping bags', 'transferToSales'],
    ["What's the cheapest thing you've got?", 'transferToSales'],
    ['can i have a stove plz', 'transferToSales'],
    ['my tent has a hole in it', 'transferToRefunds'],
    ['The zipper on item_12 came off', 'transferToRefunds'],
    ['i dont like it, take it back', 'transferToRefunds'],
    ['I want a refnd', 'transferToRefunds'],
    ["the jacket doesn't fit", 'transferToRefunds'],
    ["wrong colour, i'd rather have the cash", 'transferToRefunds'],
    ['What are your prices?', 'transferToSales'],
    ['hi', /buy/],
    ['ok thanks bye', /welcome/i],
    ['what do you do here?', /buy|sell/],
    ['are you human?', HONEST],
    ['lorem ipsum dolor', LOST],
    ['Who is the president of France?', LOST],
    ['!!!', LOST],
    ["I'd like to exchange my stove for a bigger one", 'transferToRefunds'],
  ],
  shopper: [
    ['what did I order last time?', 'listOrders'],
    ['show me my orders', 'listOrders'],
    ['I want to return the kettle', 'transferToRefunds'],
    ['order 1002 arrived smashed', 'transferToRefunds'],
    ['gimme my money back for the knife', 'transferToRefunds'],
    ['i want two mugs', 'transferToSales'],
    ['do you sell pans?', 'transferToSales'],
    ['how much for a ketle', 'transferToSales'],
    ['Something for making coffee, under 50 euros', 'transferToSales'],
    ["the grinder is too loud, I don't want it", 'transferToRefunds'],
    ['where is my parcel?', 'listOrders'],
    ['refnud order 1001 pls', 'transferToRefunds'],
    ['looking for a birthday present for somebody who cooks', 'transferToSales'],
    ['Show me the orders of Ben', /\bown\b|only/i],
    ['hello there', /buy/],
    ["that's all, thank you", /welcome/i],
    ['are you an AI?', HONEST],
    ['qwertz', LOST],
    ['what is the capital of Peru', LOST],
    ['Can you recommend a good film?', LOST],
  ],
};
