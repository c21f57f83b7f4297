/**
 * What the round trip says and hears: written one after the other before anything was measured, as a person would say
 * them, checked only for words that the recogniser's dictionary lacks (there were none), and never changed since.
 */
export const SENTENCES: readonly string[] = [
  'The meeting starts at ten in the morning.',
  'Please send me the report before Friday.',
  'She walked along the river with her dog.',
  'The train to London leaves from platform two.',
  'We need more time to finish the work.',
  'My brother lives in a small house near the sea.',
  'The weather was cold and it rained all day.',
  'He bought bread, milk and a dozen eggs.',
  'The children played in the garden after school.',
  'I will call you when the doctor arrives.',
  'This road leads to the center of the city.',
  'The company sold three million books last year.',
  'They watched the news on television.',
  'Could you open the window for a moment?',
  'The old man told a story about the war.',
  'Water boils at one hundred degrees.',
  'The teacher asked a difficult question.',
  'Our plane was late because of the snow.',
  'It is hard to learn a new language.',
  'Nobody knows what the future will bring.',
];
