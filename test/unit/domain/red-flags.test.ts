import { describe, expect, it } from 'vitest';
import { emergenciesIn } from '../../../src/domain/red-flags.ts';

const named = (text: string): string =>
  emergenciesIn(text)
    .map(({ statement }) => String(statement))
    .join(' ');

describe('emergenciesIn', () => {
  it.each([
    ['My chest hurts and my left arm feels heavy.', 'coronary'],
    ['Pressure in the middle of my chest, I am sweating and sick.', 'coronary'],
    ['My father collapsed and is not breathing.', 'cardiac arrest'],
    ["She is unresponsive and I can't wake her.", 'cardiac arrest'],
    ["Half of his face is drooping and he can't speak.", 'stroke'],
    ['Her words are slurred since this morning.', 'stroke'],
    ['The left arm suddenly went weak.', 'stroke'],
    ['This is the worst headache of my life.', 'subarachnoid'],
    ['My neck is stiff and I have a temperature.', 'meningitis'],
    ['After the bee sting her tongue is swollen.', 'anaphylaxis'],
    ['He has difficulty breathing after eating peanuts.', 'anaphylaxis'],
    ['I want to die.', 'danger to life'],
    ['I keep thinking about hurting myself.', 'danger to life'],
    ['He has been seizing for ten minutes.', 'epilepticus'],
    ['On chemo, now 38.5 °C.', 'neutropenic'],
    ['Our three-week-old has 38.4 C.', 'newborn'],
    ["My back aches and I can't pee.", 'cauda'],
    ['A tearing pain between the shoulder blades and in the back.', 'aortic'],
    ['I am 30 weeks pregnant and bleeding heavily.', 'placental'],
    ['She took 30 tablets of paracetamol.', 'poisoning'],
    ['The toddler drank some bleach.', 'poisoning'],
    ['I am throwing up blood.', 'shock'],
  ])('hears “%s”', (text, may) => {
    expect(named(text)).toContain(may);
  });

  it.each([
    'What does a normal resting heart rate look like?',
    'No chest pain, no arm weakness. Which diet lowers cholesterol?',
    'I have a mild headache after reading.',
    'How is a breast exam of the chest wall recorded?',
    'The patient denies suicidal thoughts and sleeps well.',
    'How much paracetamol may an adult take in a day?',
    'My baby is eight months old and has a cold.',
    'Is it safe to fly at 20 weeks pregnant?',
    'My back hurts after gardening.',
    'Which statin dose is right at 60 years of age?',
  ])('stays calm at “%s”', (text) => {
    expect(emergenciesIn(text)).toEqual([]);
  });
});
