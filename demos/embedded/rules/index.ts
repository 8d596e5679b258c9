import type { Persona } from '../rule.ts';
import { airlineTriagePersona, modificationPersona } from './airline.ts';
import { baggagePersona } from './baggage.ts';
import { anyPersona, calculatorPersona, deskPersona, librarianPersona, poetPersona } from './basics.ts';
import { cancellationPersona } from './cancellation.ts';
import { changePersona } from './change.ts';
import { helpPersona } from './help.ts';
import { refundsPersona } from './refunds.ts';
import { salesPersona } from './sales.ts';
import { shopperPersona } from './shopper.ts';
import { shopperRefundsPersona } from './shopper-refunds.ts';
import { shopperSalesPersona } from './shopper-sales.ts';
import { extractorPersona, reckonerPersona, summariserPersona } from './texts.ts';
import { pickerPersona, translatorPersona } from './translation.ts';
import { triagePersona } from './triage.ts';
import { weatherPersona } from './weather.ts';

/** The personas in order. The first one that fits speaks; the last one fits every agent. */
export const personas: readonly Persona[] = [
  // Before the camping shop's, whose functions the kitchen shop has as well.
  ...[shopperPersona, shopperSalesPersona, shopperRefundsPersona],
  ...[triagePersona, salesPersona, refundsPersona],
  ...[airlineTriagePersona, modificationPersona, cancellationPersona, changePersona, baggagePersona],
  weatherPersona,
  helpPersona,
  ...[calculatorPersona, librarianPersona, deskPersona, poetPersona],
  ...[translatorPersona, pickerPersona, extractorPersona, reckonerPersona, summariserPersona],
  anyPersona,
];
